import type { Sample } from './sample.ts';
import { type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { amount, plainCharge, sampleNumbers, serialOf } from './sample-values.ts';

const HEADERS = [
  'N° Contrato',
  'Número',
  'Plan',
  'Fecha Inicio',
  'Fecha Fin',
  'Renta',
  'Minutos incluidos',
  'Minutos consumidos',
  'Minutos excedente',
  'MB incluidos',
  'MB consumidos',
  'MB excedente',
  'Importe excedente',
  'Roaming',
  'Total',
];

/** What each line has included, what it used and what it paid beyond; dates as cells and as text with two-digit years. */
export function includedAndUsed(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, {
    titles: [['Detalle de servicios'], ['Setiembre 2026'], []],
    shows: { plan: 'Plan' },
  });
  const next = sampleNumbers(14);
  for (let i = 0; i < 45; i++) addLine(sheet, i, next);
  const base = { 'N° Contrato': 'CT-002', Número: "'954000400", Plan: 'Control', Renta: 'S/ 39.90' };
  const facts = { linea: '954000400', account: 'CT-002' };
  const renta = plainCharge('FIXED_CHARGE', 3_990n);
  sheet.accept({ ...base, Total: '39.90' }, { ...facts, charges: [renta] });
  sheet.accept(
    { ...base, Plan: 'Plan econÃ³mico', Total: { number: '39.9' } },
    {
      ...facts,
      charges: [renta],
      issues: [{ code: 'GARBLED_TEXT', header: 'Plan' }],
    },
  );
  sheet.accept(
    { ...base, Número: 'Cuenta', Renta: '-', Roaming: '39.90-', Total: '(39.90)' },
    { ...facts, linea: null, charges: [plainCharge('ROAMING', -3_990n)] },
  );
  sheet.reject({ ...base, Renta: '39,90' }, { code: 'AMBIGUOUS_NUMBER', header: 'Renta' });
  sheet.reject({ ...base, 'Fecha Fin': '09/30/2026' }, { code: 'AMBIGUOUS_DATE', header: 'Fecha Fin' });
  const stated = sheet.total;
  sheet.skip(
    { 'N° Contrato': 'TOTALES', Total: amount(stated) },
    { code: 'TOTAL_ROW', header: 'N° Contrato' },
    stated,
  );
  return { sheet, as: { sheetName: 'Detalle' } };
}

/** What was used of what the rent includes is a charge of 0.00. */
function used(concept: string, amountUsed: number, unit: string): SampleCharge {
  return plainCharge(concept, 0n, { quantity: { thousandths: BigInt(amountUsed) * 1_000n, unit } });
}

function addLine(sheet: SampleSheet, i: number, next: (below: number) => number): void {
  const linea = String(954_000_400 + i);
  const rent = [3_990n, 5_990n, 8_990n][next(3)] ?? 0n;
  const minutes = Math.max(0, next(900) - 600);
  const megabytes = Math.max(0, next(6_000) - 5_000);
  const excess = BigInt(minutes) * 12n + BigInt(megabytes) * 3n;
  const roaming = next(6) === 0 ? 2_345n : 0n;
  const charges: SampleCharge[] = [plainCharge('FIXED_CHARGE', rent)];
  if (excess !== 0n) charges.push(plainCharge('OTHER', excess));
  charges.push(used('VOICE', 600 + minutes, 'MINUTE'), used('DATA', 5_000 + megabytes, 'MB'));
  if (roaming !== 0n) charges.push(plainCharge('ROAMING', roaming));
  sheet.accept(
    {
      'N° Contrato': `CT-00${1 + (i % 2)}`,
      Número: { number: linea },
      Plan: 'Negocios',
      'Fecha Inicio': i % 2 === 0 ? { date: serialOf('2026-09-01') } : '01/09/26',
      'Fecha Fin': i % 2 === 0 ? { date: serialOf('2026-09-30') } : '30/09/26',
      Renta: amount(rent),
      'Minutos incluidos': { number: '600' },
      'Minutos consumidos': { number: String(600 + minutes) },
      'Minutos excedente': { number: String(minutes) },
      'MB incluidos': { number: '5000' },
      'MB consumidos': { number: String(5_000 + megabytes) },
      'MB excedente': { number: String(megabytes) },
      'Importe excedente': amount(excess),
      Roaming: roaming === 0n ? null : amount(roaming),
      Total: amount(rent + excess + roaming),
    },
    {
      linea,
      account: `CT-00${1 + (i % 2)}`,
      charges,
      validity: { period_from: '2026-09-01', period_to: '2026-09-30' },
    },
  );
}
