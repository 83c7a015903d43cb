import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { threadUrl } from '../../test/bundled-threads.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../domain/row.ts';
import { TemporaryFolder } from '../formats/temporary-file.test-data.ts';
import { readBuiltInPlantillas } from '../plantillas/built-in.ts';
import { BATCH_BYTES, MAX_UNACKNOWLEDGED, type ThreadMessage } from './messages.ts';
import { createReaderPool, type ReaderPool } from './pool.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'samples');
const expected: [string, Record<string, unknown>][] = Object.entries(
  JSON.parse(readFileSync(join(SAMPLES, 'expected.json'), 'utf8')),
);
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

type Task = Parameters<ReaderPool['run']>[0];
const TASK: Task = {
  path: '',
  format: 'XLSX',
  definition: {},
  tipoArchivo: '',
  periodo: parsePeriodo('2026-09'),
  sheet: undefined,
  empresaId: 1,
  importId: 2,
  attempt: 1,
  store: true,
  held: undefined,
  limits: DEFAULT_READ_LIMITS,
};

const CSV_DEFINITION = {
  header: { cells: ['Línea', 'Importe'], withinRows: 10 },
  linea: { digits: [10] },
  tiposArchivo: [
    {
      code: 'cargos',
      name: 'Cargos',
      kind: 'CHARGES',
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Concepto', field: 'operadorConcept' },
        { header: 'Importe', field: 'total', required: true },
      ],
    },
  ],
  concepts: [{ match: ['*'], is: 'OTHER' }],
};

/** Texts of different lengths: no batch looks like the one before. */
function manyLines(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `55${String(i % 999).padStart(8, '0')};${'Concepto '.repeat(1 + (i % 7))}${i};${i}.25\n`,
  ).join('');
}

describe('the samples', () => {
  const pool = createReaderPool({ threads: 2 });
  afterAll(() => pool[Symbol.asyncDispose]());

  it.each(expected)('%s comes out of its thread to the cent', async (name, outcome) => {
    const csv = name.endsWith('.csv');
    const path = csv
      ? folder.write(gunzipSync(readFileSync(join(SAMPLES, `${name}.gz`))))
      : join(SAMPLES, name);
    const code = name.replace(/\..*$/, '');
    const definition = readBuiltInPlantillas().find((each) => each.code === code)?.definition;
    const tipoArchivo = String(outcome.tipo);
    const lines = { charges: 0, issues: 0 };
    const result = await pool.run(
      { ...TASK, path, format: csv ? 'CSV' : 'XLSX', definition, tipoArchivo },
      {
        onMessage: (message) => {
          if (message.kind === 'charges' || message.kind === 'issues')
            lines[message.kind] += newlines(message.bytes);
        },
      },
    );
    const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped, charges, net, tax, total, lineas } = outcome;
    expect(result).toMatchObject({
      kind: 'done',
      counters: { rowsRead, rowsAccepted, rowsRejected, rowsSkipped },
      totals: { charges, net, tax, total, lineas, declaredTotal: outcome.declaredTotal ?? null },
      issueCounts: outcome.issues,
    });
    const issues = Object.values(outcome.issues as Record<string, number>).reduce((sum, n) => sum + n, 0);
    expect(lines).toEqual({ charges, issues });
  });
});

it('reads on into memory that is given back, whatever has been left in it', async () => {
  await using pool = createReaderPool({ threads: 1 });
  const path = folder.write(Buffer.from(`Línea;Concepto;Importe\n${manyLines(30_000)}`));
  const task: Task = { ...TASK, path, format: 'CSV', definition: CSV_DEFINITION, tipoArchivo: 'cargos' };
  const texts: Record<'charges' | 'hashes', string>[] = [];
  for (const isGivenBack of [false, true]) {
    const text = { charges: '', hashes: '' };
    const result = await pool.run(task, {
      onMessage: (message, giveBack) => {
        if (message.kind !== 'charges' && message.kind !== 'hashes') return;
        text[message.kind] += Buffer.from(message.bytes).toString('latin1');
        if (!isGivenBack) return;
        message.bytes.fill(0x78);
        giveBack(message.bytes);
        expect(message.bytes.length).toBe(0);
      },
    });
    expect(result).toMatchObject({ kind: 'done', totals: { charges: 30_000 } });
    texts.push(text);
  }
  expect(texts[0]?.charges.length).toBeGreaterThan(10 * BATCH_BYTES);
  expect(texts[1]).toEqual(texts[0]);
});

describe('a pool', () => {
  const oddPool = (threads: number) =>
    createReaderPool({ threads, thread: threadUrl(import.meta.url, 'odd-thread') });
  const ignore = { onMessage: () => {} };

  it('handles every message, in order, before a run resolves', async () => {
    await using pool = oddPool(1);
    const seen: number[] = [];
    await pool.run(
      { ...TASK, path: '40' },
      {
        onMessage: async (message) => {
          await new Promise(setImmediate);
          seen.push(rowsRead(message));
        },
      },
    );
    expect(seen).toEqual(Array.from({ length: 43 }, (_, i) => i));
  });

  it('lets a thread run no further ahead than it may', async () => {
    await using pool = oddPool(1);
    const result = await pool.run(
      { ...TASK, path: '60' },
      { onMessage: () => new Promise((resolve) => setTimeout(resolve, 5)) },
    );
    expect(result).toMatchObject({ kind: 'done', counters: { rowsRejected: MAX_UNACKNOWLEDGED } });
  });

  it('stops the thread when a message cannot be handled, and rejects with what went wrong', async () => {
    await using pool = oddPool(1);
    const wrong = new Error('the database is gone');
    let calls = 0;
    const onMessage = () => {
      if (++calls === 3) throw wrong;
    };
    await expect(pool.run({ ...TASK, path: 'endless' }, { onMessage })).rejects.toBe(wrong);
    expect(calls).toBe(3);
    expect(await pool.run({ ...TASK, path: '1' }, ignore)).toMatchObject({ kind: 'done' });
  });

  it('cancels a run that reads', async () => {
    await using pool = oddPool(1);
    const abort = new AbortController();
    let calls = 0;
    const onMessage = () => {
      if (++calls === 10) abort.abort();
    };
    const result = await pool.run({ ...TASK, path: 'endless' }, { onMessage, signal: abort.signal });
    expect(result).toEqual({ kind: 'canceled' });
  });

  it('cancels a run that still waits for a thread, and one that is aborted beforehand', async () => {
    await using pool = oddPool(1);
    const [first, second] = [new AbortController(), new AbortController()];
    const running = pool.run({ ...TASK, path: 'endless' }, { ...ignore, signal: first.signal });
    const waiting = pool.run({ ...TASK, path: 'endless' }, { ...ignore, signal: second.signal });
    const behind = pool.run({ ...TASK, path: '2' }, ignore);
    second.abort();
    expect(await waiting).toEqual({ kind: 'canceled' });
    expect(await pool.run({ ...TASK, path: '1' }, { ...ignore, signal: second.signal })).toEqual({
      kind: 'canceled',
    });
    first.abort();
    expect(await running).toEqual({ kind: 'canceled' });
    expect(await behind).toMatchObject({ kind: 'done' });
  });

  it('loses the run of a thread that dies, and no other', async () => {
    await using pool = oddPool(2);
    const abort = new AbortController();
    const other = pool.run({ ...TASK, path: 'endless' }, { ...ignore, signal: abort.signal });
    await expect(pool.run({ ...TASK, path: 'exit' }, ignore)).rejects.toThrow();
    expect(await pool.run({ ...TASK, path: '3' }, ignore)).toMatchObject({ kind: 'done' });
    abort.abort();
    expect(await other).toEqual({ kind: 'canceled' });
  });

  const impatient = { ...TASK, limits: { ...DEFAULT_READ_LIMITS, stalledSeconds: 2 } };

  it('ends a thread that is stuck: LIMIT_EXCEEDED, with what it had counted, and the pool is well', async () => {
    await using pool = oddPool(1);
    const result = await pool.run({ ...impatient, path: 'stuck' }, ignore);
    expect(result).toMatchObject({
      kind: 'failed',
      failure: { code: 'LIMIT_EXCEEDED' },
      counters: { rowsRead: 7 },
    });
    expect(result.kind === 'failed' && result.failure.message.en).toContain('2 seconds of CPU');
    expect(result.kind === 'failed' && result.failure.hint?.en).toContain('READ_MAX_STALLED_SECONDS');
    expect(await pool.run({ ...TASK, path: '3' }, ignore)).toMatchObject({ kind: 'done' });
  });

  it('leaves a thread alone that is slow and gets on, or that waits for the database', async () => {
    await using pool = oddPool(2);
    const slow = pool.run({ ...impatient, path: 'slow' }, ignore);
    const waits = pool.run(
      { ...impatient, path: '5' },
      { onMessage: () => new Promise((resolve) => setTimeout(resolve, 600)) },
    );
    expect(await slow).toMatchObject({ kind: 'done' });
    expect(await waits).toMatchObject({ kind: 'done' });
  });

  it('ends a stuck thread that is to stop as canceled, and when the pool is disposed too', async () => {
    const pool = oddPool(2);
    const abort = new AbortController();
    const canceled = pool.run({ ...impatient, path: 'stuck' }, { ...ignore, signal: abort.signal });
    const running = pool.run({ ...impatient, path: 'stuck' }, ignore);
    abort.abort();
    await pool[Symbol.asyncDispose]();
    expect(await canceled).toEqual({ kind: 'canceled' });
    expect(await running).toEqual({ kind: 'canceled' });
  });

  it('rejects with the bug of a thread that has one', async () => {
    await using pool = oddPool(1);
    await expect(pool.run({ ...TASK, path: 'throw' }, ignore)).rejects.toThrow('a bug');
    expect(await pool.run({ ...TASK, path: '3' }, ignore)).toMatchObject({ kind: 'done' });
  });

  it('cancels what runs when it is disposed, and takes no more', async () => {
    const pool = oddPool(1);
    const running = pool.run({ ...TASK, path: 'endless' }, ignore);
    await pool[Symbol.asyncDispose]();
    expect(await running).toEqual({ kind: 'canceled' });
    await expect(pool.run({ ...TASK, path: '1' }, ignore)).rejects.toThrow('closed');
  });
});

function rowsRead(message: ThreadMessage): number {
  return 'counters' in message ? message.counters.rowsRead : -1;
}

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0a) count++;
  return count;
}
