import { describe, expect, it } from 'vitest';
import { formatQuantity } from '../../domain/decimal.ts';
import { CELL } from '../../domain/row.ts';
import { Amount } from './amount.ts';
import { isGarbled } from './garbled-text.ts';
import { numberStyle } from './number-style.ts';
import { durationReader } from './parse-duration.ts';
import { volumeReader } from './parse-volume.ts';

const style = numberStyle({ decimal: '.', thousands: ',', signs: [], blanks: ['-'] });

/** A string is a text cell; [kind, text] any other. */
type Cell = string | readonly [number, string];

function bytesOf(cell: Cell): [kind: number, bytes: Buffer, start: number, end: number] {
  const [kind, text] = typeof cell === 'string' ? [CELL.TEXT, cell] : cell;
  const bytes = Buffer.from(`1${text}1`);
  return [kind, bytes, 1, bytes.length - 1];
}

describe('a duration', () => {
  const read = (cell: Cell, format?: string, unit: 'SECOND' | 'MINUTE' = 'SECOND'): string => {
    const out = new Amount();
    const reading = durationReader(format, unit, style)(...bytesOf(cell), out);
    return reading === 'READ' ? formatQuantity(out.toDecimal()) : reading;
  };
  it.each<[Cell, string | undefined, 'SECOND' | 'MINUTE', string]>([
    ['00:03:25', 'mm:ss', 'SECOND', '205'],
    ['56:51', 'mm:ss', 'SECOND', '3411'],
    ['56:51', 'hh:mm', 'SECOND', '204660'],
    ['205:00', 'mm:ss', 'MINUTE', '205'],
    ['205', 'mm:ss', 'SECOND', '205'],
    ['205', 'seconds', 'MINUTE', '3.416667'],
    ['3.42', 'minutes', 'SECOND', '205.2'],
    ['3.42 min', 'mm:ss', 'SECOND', '205.2'],
    ['1,200 seg', undefined, 'SECOND', '1200'],
    ['2 h', undefined, 'MINUTE', '120'],
    ['27:03:25', 'hh:mm:ss', 'SECOND', '97405'],
    [[CELL.DATE, '0.00237268518518519'], 'mm:ss', 'SECOND', '205'],
    [[CELL.DATE, '1.5'], 'mm:ss', 'SECOND', '129600'],
    [[CELL.NUMBER, '0.0625'], 'days', 'MINUTE', '90'],
    [[CELL.NUMBER, '205'], 'mm:ss', 'SECOND', '205'],
    ['-', 'mm:ss', 'SECOND', 'BLANK'],
    ['56:51', undefined, 'SECOND', 'INVALID'],
    ['56:71', 'mm:ss', 'SECOND', 'INVALID'],
    ['-5', 'mm:ss', 'SECOND', 'INVALID'],
    ['largo', 'mm:ss', 'SECOND', 'INVALID'],
    [[CELL.BOOLEAN, '1'], 'mm:ss', 'SECOND', 'INVALID'],
  ])('%j with the format %s in %s: %s', (cell, format, unit, expected) => {
    expect(read(cell, format, unit)).toBe(expected);
  });

  it('of a hostile length is refused at once', () => {
    const start = performance.now();
    expect(read(`${' '.repeat(500_000)}x`, 'mm:ss')).toBe('INVALID');
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('a data volume', () => {
  const read = (cell: Cell, format?: string, unit: 'KB' | 'MB' | 'GB' = 'MB'): string => {
    const out = new Amount();
    const reading = volumeReader(format, unit, style)(...bytesOf(cell), out);
    return reading === 'READ' ? formatQuantity(out.toDecimal()) : reading;
  };
  it.each<[Cell, string | undefined, 'KB' | 'MB' | 'GB', string]>([
    [[CELL.NUMBER, '69.119'], undefined, 'MB', '69.119'],
    ['69.119', undefined, 'MB', '69.119'],
    ['512 KB', undefined, 'MB', '0.5'],
    ['1.5 GB', undefined, 'MB', '1536'],
    ['1 kb', undefined, 'GB', '0.00000095367431640625'],
    ['1048576 bytes', undefined, 'MB', '1'],
    [[CELL.NUMBER, '1024'], 'KB', 'MB', '1'],
    ['0.1GiB', undefined, 'KB', '104857.6'],
    ['-', undefined, 'MB', 'BLANK'],
    ['mucho', undefined, 'MB', 'INVALID'],
    ['5 TP', undefined, 'MB', 'INVALID'],
    [[CELL.DATE, '5'], undefined, 'MB', 'INVALID'],
  ])('%j in %s, kept in %s: %s', (cell, format, unit, expected) => {
    expect(read(cell, format, unit)).toBe(expected);
  });
});

describe('garbled text', () => {
  it.each([
    'Facturaci¾n',
    'FacturaciÃ³n',
    'NÂ° de línea',
    'Facturaci\ufffdn',
    'Facturaci¢n',
    'LÝnea',
    'mÚtodo',
  ])('is told: %s', (text) => {
    expect(isGarbled(text)).toBe(true);
  });
  it.each([
    'Facturación',
    'Mensajería; multimedia',
    'N° de línea',
    'SÃO PAULO',
    'ÚLTIMO AÑO',
    '¿Qué?',
    '50 £ y 20 ¥',
    '5 m³',
    '日本',
  ])('is not seen in: %s', (text) => {
    expect(isGarbled(text)).toBe(false);
  });
});
