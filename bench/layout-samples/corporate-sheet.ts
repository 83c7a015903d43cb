import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { amount, commaAmount, plainCharge, sampleNumbers } from './sample-values.ts';

/** As the sheet spells them: the typo and the trailing blank are its own. */
const PRODUCTS: readonly (readonly [string, string, readonly bigint[]])[] = [
  ['Monto valor plan', 'FIXED_CHARGE', [1_250_000n, 1_890_050n]],
  ['Monto servicios adicionales', 'PACKAGE', [0n, 99_999n]],
  ['Monto bonificaciones', 'BONUS', [0n, -125_000n]],
  ['Monto llamadas locales nac', 'VOICE', [0n, 12_345n]],
  ['Monto llamdas internacionales', 'LONG_DISTANCE', [0n, 0n, 45_610n]],
  ['Monto roaming', 'ROAMING', [0n, 0n, 0n, 350_075n]],
  ['Monto mensajes', 'SMS', [0n, 150n]],
  ['Monto datos', 'DATA', [0n, 50_000n]],
  ['Monto otros cargos ', 'OTHER', [0n, 1_010n]],
];
const HEADERS = [
  'Nro Linea',
  'Legajo',
  'Usuario',
  'Plan',
  ...PRODUCTS.map(([header]) => header),
  'Monto total linea',
  'Centro',
];

/** A sheet kept by hand: a typo and a trailing blank in its headers, amounts as numbers and as text. */
export function corporateSheet(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, { shows: { plan: 'Plan' } });
  const next = sampleNumbers(11);
  for (let i = 0; i < 45; i++) addLine(sheet, String(1_150_000_200 + i), i, next);
  const base = { 'Nro Linea': '11-5000-0200', Usuario: 'Pool', Plan: 'Corporativo' };
  sheet.accept(
    { ...base, 'Monto bonificaciones': '(1.250,00)', 'Monto total linea': '-1.250,00' },
    { linea: '1150000200', charges: [plainCharge('BONUS', -125_000n)] },
  );
  sheet.accept(
    { ...base, 'Monto datos': '$ 500,00', 'Monto total linea': '$ 500,01' },
    {
      linea: '1150000200',
      charges: [plainCharge('DATA', 50_000n)],
      issues: [{ code: 'TOTAL_MISMATCH', header: 'Monto total linea' }],
    },
  );
  sheet.accept(
    { ...base, 'Nro Linea': 'Cuenta 900', 'Monto otros cargos ': '10,10' },
    { linea: null, charges: [plainCharge('OTHER', 1_010n)] },
  );
  sheet.reject({ ...base, 'Monto datos': '500.00' }, { code: 'AMBIGUOUS_NUMBER', header: 'Monto datos' });
  sheet.reject(
    { Usuario: 'Sin línea', 'Monto datos': '1,00' },
    { code: 'MISSING_VALUE', header: 'Nro Linea' },
  );
  const stated = sheet.total;
  sheet.skip(
    { 'Nro Linea': 'TOTAL', 'Monto total linea': commaAmount(stated) },
    { code: 'TOTAL_ROW', header: 'Nro Linea' },
    stated,
  );
  return { sheet, as: { sheetName: 'Líneas' } };
}

function addLine(sheet: SampleSheet, linea: string, i: number, next: (below: number) => number): void {
  const cells: Record<string, SampleCell> = {};
  const charges: SampleCharge[] = [];
  let sum = 0n;
  for (const [header, concept, amounts] of PRODUCTS) {
    const cents = amounts[next(amounts.length)] ?? 0n;
    sum += cents;
    if (cents !== 0n) charges.push(plainCharge(concept, cents));
    cells[header] = cents === 0n ? '-' : next(2) === 0 ? commaAmount(cents) : amount(cents);
  }
  sheet.accept(
    {
      'Nro Linea': { number: linea },
      Legajo: { number: String(4_000 + i) },
      Usuario: `Usuario ${i}`,
      Plan: 'Corporativo',
      ...cells,
      'Monto total linea': amount(sum),
      Centro: 'Ventas',
    },
    { linea, charges },
  );
}
