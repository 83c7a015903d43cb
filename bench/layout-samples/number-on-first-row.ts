import type { Sample } from './sample.ts';
import { type RowFacts, SampleSheet } from './sample-sheet.ts';
import { commaAmount, plainCharge, sampleNumbers } from './sample-values.ts';

const HEADERS = ['Número', 'Plan', 'Concepto', 'Importe'];
const CONCEPTS: readonly (readonly [string, string, bigint])[] = [
  ['Abono mensual', 'FIXED_CHARGE', 1_500_000n],
  ['Descuento por volumen', 'DISCOUNT', -150_000n],
  ['Llamadas a otros operadores', 'VOICE', 23_456n],
  ['Pack datos 2 GB', 'DATA', 240_000n],
  ['IVA 27 %', 'TAX', 435_623n],
];

/** The number stands on the first row of each line only, merged over the rows below, which are blank. */
export function numberOnFirstRow(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, {
    titles: [['Cargos por línea'], []],
    shows: { plan: 'Plan', operador_concept: 'Concepto' },
  });
  const next = sampleNumbers(12);
  const merges: string[] = [];
  const add = (number: string | null, plan: string | null, i: number, facts: Omit<RowFacts, 'charges'>) => {
    const [text, concept, base] = CONCEPTS[i % CONCEPTS.length] ?? ['', '', 0n];
    const cents = base + (base < 0n ? -1n : 1n) * BigInt(next(1_000));
    sheet.accept(
      { Número: number, Plan: plan, Concepto: text, Importe: commaAmount(cents) },
      { ...facts, charges: [plainCharge(concept, cents)] },
    );
  };
  // Nothing stands above the first row: it belongs to nobody.
  sheet.reject({ Concepto: 'Abono mensual', Importe: '1,00' }, { code: 'MISSING_VALUE', header: 'Número' });
  for (let line = 0; line < 14; line++) {
    const linea = String(1_160_000_300 + line);
    const first = sheet.rows.length + 1;
    const rows = 1 + next(5);
    for (let i = 0; i < rows; i++)
      add(i === 0 ? `'${linea}` : null, i === 0 ? 'Empresa 2' : null, i, { linea });
    if (rows > 1) merges.push(`A${first}:A${first + rows - 1}`);
    sheet.skip({ Concepto: 'Subtotal línea', Importe: '0,00' }, { code: 'TOTAL_ROW', header: 'Concepto' });
  }
  sheet.reject(
    { Número: '116', Concepto: 'Abono mensual', Importe: '1,00' },
    { code: 'INVALID_LINEA', header: 'Número' },
  );
  sheet.reject({ Concepto: 'Pack datos 2 GB', Importe: '1,00' }, { code: 'MISSING_VALUE', header: 'Número' });
  add('Cuenta 77', null, 0, { linea: null });
  add(null, null, 2, { linea: null });
  const stated = sheet.total;
  sheet.skip(
    { Número: 'TOTAL GENERAL', Importe: commaAmount(stated) },
    { code: 'TOTAL_ROW', header: 'Número' },
    stated,
  );
  return { sheet, as: { sheetName: 'Cargos', merges } };
}
