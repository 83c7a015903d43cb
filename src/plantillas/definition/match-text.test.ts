import { describe, expect, it } from 'vitest';
import { compilePattern, plainText } from './match-text.ts';

describe('texts of a sheet', () => {
  it('are equal without case, accents, blanks and punctuation', () => {
    const forms = [
      'Cod. Concepto',
      'COD CONCEPTO',
      'cód.concepto ',
      ' Cód\u00a0-\nConcepto',
      'Co\u0301d Concepto',
    ];
    expect(new Set(forms.map(plainText))).toEqual(new Set(['codconcepto']));
    expect(plainText('N° Contrato')).toBe(plainText('Nº contrato'));
    expect(plainText('Año')).toBe('ano');
  });

  it('differ by letters and digits', () => {
    expect(plainText('Renta 300')).not.toBe(plainText('Renta 30'));
  });
});

describe('a pattern', () => {
  it.each([
    ['Renta*', 'RENTA Empresas Select 300', true],
    ['Renta*', 'renta', true],
    ['Renta*', 'Dcto Renta', false],
    ['*Roaming*', 'Paquete Roámíng 5 días', true],
    ['*IEPS', 'Impuesto I.E.P.S.', true],
    ['*IEPS', 'IEPS extra', false],
    ['Cargo*Fijo*IGV', 'Cargo Fijo Sin IGV', true],
    ['Cargo*Fijo*IGV', 'Cargo IGV', false],
    ['*', '', true],
    ['*', 'x', true],
    ['TOTAL', 'Total', true],
    ['TOTAL', 'Total general', false],
    ['ab*ba', 'aba', false],
  ])('%s on "%s": %s', (pattern, text, expected) => {
    expect(compilePattern(pattern).matches(text)).toBe(expected);
  });

  it('tells what its first * stood for', () => {
    expect(compilePattern('Monto *').capture(plainText('Monto Voz On Net'))).toBe('vozonnet');
    expect(compilePattern('*').capture('voz')).toBe('voz');
    expect(compilePattern('Monto *').capture('otro')).toBeUndefined();
  });

  it('takes no longer on a hostile text than the text is long', () => {
    const pattern = compilePattern(`${'*a'.repeat(60)}*b`);
    const text = 'a'.repeat(200_000);
    const start = performance.now();
    expect(pattern.matchesPlain(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
