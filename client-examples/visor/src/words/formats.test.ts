import { describe, expect, it } from 'vitest';
import { formatsOf } from './formats.ts';

describe('figures', () => {
  const es = formatsOf('es');
  const en = formatsOf('en');

  it('of money keep every digit, beyond what a float can hold', () => {
    expect(es.amount('123456789012345678.90', 'MXN')).toBe('123.456.789.012.345.678,90 MXN');
    expect(es.amount('8028.8434', 'PEN')).toBe('8.028,8434 PEN');
    expect(en.amount('-0.10', 'PEN')).toBe('-0.10 PEN');
  });

  it('of a difference have their sign', () => {
    expect(es.change('12.5')).toBe('+12,50');
    expect(es.change('-12.5')).toBe('-12,50');
    expect(es.change('0.00')).toBe('0,00');
  });

  it('never round a percentage up to what is not reached', () => {
    expect(es.percent(99.9)).toBe('99');
  });

  it('say sizes, months and durations as people do', () => {
    expect(es.bytes('2147483648')).toBe('2,1 GB');
    expect(es.periodo('2026-09')).toBe('septiembre de 2026');
    expect([es.duration(42), es.duration(61), es.duration(3_700)]).toEqual([
      '42 s',
      '1 min 1 s',
      '1 h 1 min',
    ]);
  });
});
