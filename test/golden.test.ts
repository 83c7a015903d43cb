import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePeriodo } from '../src/domain/periodo.ts';
import { DEFAULT_READ_LIMITS, type OpenFile, type Row } from '../src/domain/row.ts';
import { openBillingFile } from '../src/formats/index.ts';
import { readBuiltInPlantillas } from '../src/plantillas/built-in.ts';
import { parseDefinition } from '../src/plantillas/definition.ts';
import { findHeader, type HeadRow, headRows } from '../src/plantillas/find-header.ts';
import { createMapper, type MapperResult } from '../src/plantillas/mapper.ts';
import { type ExpectedOutcome, expectedOutcomes, sampleFile } from './sample-files.ts';

const plantillas = readBuiltInPlantillas();
const folder = mkdtempSync(join(tmpdir(), 'golden-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the sample files', () => {
  it('have a built-in plantilla each, and each built-in plantilla has one', () => {
    expect(plantillas.map(({ code }) => code).sort()).toEqual(
      expectedOutcomes()
        .map(([name]) => baseName(name))
        .sort(),
    );
  });

  it.each(expectedOutcomes())('%s imports to exactly its expected outcome', (name, outcome) => {
    const { result, copied } = importSample(name, outcome);
    expect({ ...result.counters }).toEqual({
      rowsRead: outcome.rowsRead,
      rowsAccepted: outcome.rowsAccepted,
      rowsRejected: outcome.rowsRejected,
      rowsSkipped: outcome.rowsSkipped,
    });
    expect(result.totals).toEqual({
      lineas: outcome.lineas,
      charges: outcome.charges,
      net: outcome.net,
      tax: outcome.tax,
      total: outcome.total,
      declaredTotal: outcome.declaredTotal ?? null,
    });
    expect(result.issueCounts).toEqual(outcome.issues);
    expect(copied.charges).toBe(outcome.charges);
    expect(copied.issues).toBe(Object.values(outcome.issues).reduce((sum, count) => sum + count, 0));
    expect(copied.hashes).toBe(outcome.rowsAccepted);
  });
});

function importSample(name: string, outcome: ExpectedOutcome) {
  const plantilla = plantillas.find(({ code }) => code === baseName(name));
  if (!plantilla) throw new Error(`no plantilla for ${name}`);
  const definition = parseDefinition(plantilla.definition);
  const copied = { charges: 0, issues: 0, hashes: 0 };
  using file = openBillingFile(onDisk(name), name.endsWith('.csv') ? 'CSV' : 'XLSX', DEFAULT_READ_LIMITS);
  const sheet = file.sheets.findIndex(({ hidden }) => !hidden);
  const header = findHeader(
    definition,
    outcome.tipo,
    readHead(file, sheet, headRows(definition, outcome.tipo)),
  );
  if (!header.found) throw new Error(`no header in ${name}: ${header.missing.join()}`);
  const mapper = createMapper({
    definition,
    tipoArchivo: outcome.tipo,
    header,
    periodo: parsePeriodo(outcome.periodo),
    empresaId: 1,
    importId: 2,
    attempt: 1,
    date1904: file.date1904,
    store: true,
    held: undefined,
    batchBytes: 64 * 1024,
    sink: {
      charges: (bytes) => {
        copied.charges += lines(bytes);
      },
      issues: (bytes) => {
        copied.issues += lines(bytes);
      },
      hashes: (bytes) => {
        copied.hashes += bytes.length / 16;
      },
      accounts: () => undefined,
    },
  });
  file.read(sheet, (row) => {
    mapper.row(row);
    return true;
  });
  const result: MapperResult = mapper.finish();
  return { result, copied };
}

function baseName(name: string): string {
  return name.replace(/\.\w+$/, '');
}

function onDisk(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, sampleFile(name));
  return path;
}

function readHead(file: OpenFile, sheet: number, count: number): HeadRow[] {
  const head: HeadRow[] = [];
  file.read(sheet, (row) => {
    if (row.number > count) return false;
    head.push(headRow(row));
    return true;
  });
  return head;
}

function headRow(row: Row): HeadRow {
  return {
    number: row.number,
    cells: Array.from({ length: row.cells }, (_, i) => ({
      column: row.column[i] ?? 0,
      text: row.source[i]?.toString('utf8', row.start[i], row.end[i]) ?? '',
    })),
  };
}

function lines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count++;
  return count;
}
