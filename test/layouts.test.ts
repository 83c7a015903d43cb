import { afterAll, describe, expect, it } from 'vitest';
import { columnLetters } from '../src/domain/column-letters.ts';
import { parsePeriodo } from '../src/domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../src/domain/row.ts';
import { readBuiltInPlantillas } from '../src/plantillas/built-in.ts';
import { parseDefinition } from '../src/plantillas/definition.ts';
import { createReaderPool } from '../src/worker/pool.ts';
import { inForce, type LayoutSample, layoutSamples, type Sums } from './layout-samples.ts';
import { type CopiedRow, copiedCharges, copiedIssues } from './map-sheet.ts';
import { expectedOutcomes } from './sample-files.ts';

const plantillas = readBuiltInPlantillas();
const samples = layoutSamples();
const pool = createReaderPool({ threads: 1 });
afterAll(() => pool[Symbol.asyncDispose]());

describe('the layouts', () => {
  it('have a sample of every tipo de archivo of every version that comes with the product', () => {
    const read = [
      ...samples.map(({ plantilla, tipoArchivo, expected }) => [plantilla, tipoArchivo, expected.periodo]),
      ...expectedOutcomes().map(([name, { tipo, periodo }]) => [name.replace(/\.\w+$/, ''), tipo, periodo]),
    ].map(([code = '', tipo = '', periodo = '']) => [
      code,
      inForce(plantillas, code, periodo)?.version,
      tipo,
    ]);
    const all = plantillas.flatMap(({ code, version, definition }) =>
      parseDefinition(definition).tiposArchivo.map((tipo) => [code, version, tipo.code]),
    );
    expect(read.sort()).toEqual(all.sort());
  });

  it.each(samples.map((sample) => [sample.name, sample] as const))(
    '%s is read to exactly its expected outcome',
    async (_, sample) => {
      const { expected } = sample;
      const { counters, totals, accounts, charges, issues } = await read(sample);
      const { declaredTotal, lineas, ...sums } = totals;
      const { bytesRead: _bytes, ...rows } = counters;
      expect({ ...rows, lineas, ...sums, declaredTotal }).toEqual({
        rowsRead: expected.rowsRead,
        rowsAccepted: expected.rowsAccepted,
        rowsRejected: expected.rowsRejected,
        rowsSkipped: expected.rowsSkipped,
        lineas: expected.lineas,
        charges: expected.charges,
        net: expected.net,
        tax: expected.tax,
        total: expected.total,
        declaredTotal: expected.declaredTotal,
      });
      expect([...accounts].sort()).toEqual(expected.accounts);
      expect(byConcept(charges)).toEqual(expected.concepts);
      expect(byUnit(charges)).toEqual(expected.quantities);
      expect(charges.filter(({ linea_number }) => linea_number === null).length).toBe(
        expected.accountCharges,
      );
      expect(occurred(charges)).toEqual(expected.occurred);
      expect(shown(charges, Object.keys(expected.shown))).toEqual(expected.shown);
      expect(issues.map(issueLine).sort()).toEqual(
        expected.issues.map(({ code, cell, value }) => `${code} ${cell} ${value}`).sort(),
      );
    },
  );
});

async function read({ plantilla, tipoArchivo, path, expected }: LayoutSample) {
  const charges: Uint8Array[] = [];
  const issues: Uint8Array[] = [];
  const result = await pool.run(
    {
      path,
      format: path.endsWith('.csv') ? 'CSV' : 'XLSX',
      definition: inForce(plantillas, plantilla, expected.periodo)?.definition,
      tipoArchivo,
      periodo: parsePeriodo(expected.periodo),
      fileName: expected.fileName,
      sheet: undefined,
      empresaId: 1,
      importId: 2,
      attempt: 1,
      store: true,
      held: undefined,
      limits: DEFAULT_READ_LIMITS,
    },
    {
      onMessage: (message) => {
        // The bytes are the thread's again once they are acknowledged.
        if (message.kind === 'charges') charges.push(message.bytes.slice());
        if (message.kind === 'issues') issues.push(message.bytes.slice());
      },
    },
  );
  if (result.kind !== 'done') throw new Error(JSON.stringify(result));
  return { ...result, charges: copiedCharges(charges), issues: copiedIssues(issues) };
}

function byConcept(charges: readonly CopiedRow[]): Record<string, Sums> {
  return groups(charges, 'concept', (rows) => ({
    charges: rows.length,
    net: sum(rows, 'net', 2),
    tax: sum(rows, 'tax', 2),
    total: sum(rows, 'total', 2),
  }));
}

function byUnit(charges: readonly CopiedRow[]): Record<string, string> {
  const measured = charges.filter(({ quantity }) => quantity !== null);
  return groups(measured, 'unit', (rows) => sum(rows, 'quantity', 0));
}

function groups<Value>(
  rows: readonly CopiedRow[],
  column: string,
  of: (rows: readonly CopiedRow[]) => Value,
): Record<string, Value> {
  const names = [...new Set(rows.map((row) => String(row[column])))];
  return Object.fromEntries(
    names.map((name) => [name, of(rows.filter((row) => String(row[column]) === name))]),
  );
}

const SCALE = 6;

/** Exact, in millionths; written with so many decimals at the least. */
function sum(rows: readonly CopiedRow[], column: string, decimals: number): string {
  const units = rows.reduce((total, row) => {
    const [whole = '', fraction = ''] = (row[column] ?? '').split('.');
    if (fraction.length > SCALE) throw new Error(`more decimals than expected: ${row[column]}`);
    return total + BigInt(whole + fraction.padEnd(SCALE, '0'));
  }, 0n);
  const digits = String(units < 0n ? -units : units).padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '').padEnd(decimals, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`;
}

function occurred(charges: readonly CopiedRow[]): string[] {
  return charges.flatMap((charge) => charge['occurred_at'] ?? charge['occurred_on'] ?? []).sort();
}

function shown(charges: readonly CopiedRow[], columns: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    columns.map((column) => [column, [...new Set(charges.flatMap((charge) => charge[column] ?? []))].sort()]),
  );
}

/** "GARBLED_TEXT F12 Facturaci¾n"; of a row as a whole "TOTAL_ROW 12 Total". */
function issueLine({ code, row, column, raw_value }: CopiedRow): string {
  const cell = column === null || column === undefined ? row : `${columnLetters(Number(column))}${row}`;
  return `${code} ${cell} ${raw_value}`;
}
