import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePeriodo } from '../src/domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../src/domain/row.ts';
import { readBuiltInPlantillas } from '../src/plantillas/built-in.ts';
import { ROW_HASH_BYTES, type ThreadMessage } from '../src/worker/messages.ts';
import { createReaderPool } from '../src/worker/pool.ts';
import { type ExpectedOutcome, expectedOutcomes, sampleFile } from './sample-files.ts';

const plantillas = readBuiltInPlantillas();
const folder = mkdtempSync(join(tmpdir(), 'golden-'));
const pool = createReaderPool({ threads: 1 });
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('the sample files', () => {
  it('have a built-in plantilla each', () => {
    const codes = plantillas.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(expectedOutcomes().map(([name]) => baseName(name))));
  });

  it.each(expectedOutcomes())('%s is read to exactly its expected outcome', async (name, outcome) => {
    const { result, handedOver } = await readSample(name, outcome);
    if (result.kind !== 'done') throw new Error(JSON.stringify(result));
    expect(result.counters).toMatchObject({
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
    expect(handedOver).toEqual({
      charges: outcome.charges,
      issues: Object.values(outcome.issues).reduce((sum, count) => sum + count, 0),
      hashes: outcome.rowsAccepted,
    });
  });
});

async function readSample(name: string, outcome: ExpectedOutcome) {
  const plantilla = plantillas.find(({ code }) => code === baseName(name));
  const path = join(folder, name);
  writeFileSync(path, sampleFile(name));
  const handedOver = { charges: 0, issues: 0, hashes: 0 };
  const result = await pool.run(
    {
      path,
      format: name.endsWith('.csv') ? 'CSV' : 'XLSX',
      definition: plantilla?.definition,
      tipoArchivo: outcome.tipo,
      periodo: parsePeriodo(outcome.periodo),
      sheet: undefined,
      empresaId: 1,
      importId: 2,
      attempt: 1,
      store: true,
      held: undefined,
      limits: DEFAULT_READ_LIMITS,
    },
    { onMessage: (message) => count(message, handedOver) },
  );
  return { result, handedOver };
}

function count(
  message: ThreadMessage,
  handedOver: { charges: number; issues: number; hashes: number },
): void {
  if (message.kind === 'charges' || message.kind === 'issues')
    handedOver[message.kind] += lines(message.bytes);
  if (message.kind === 'hashes') handedOver.hashes += message.bytes.length / ROW_HASH_BYTES;
}

function baseName(name: string): string {
  return name.replace(/\.\w+$/, '');
}

function lines(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (byte === 10 ? sum + 1 : sum), 0);
}
