import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedBuiltIn } from '../src/catalog/seed-built-in.ts';
import type { ApiClient } from './api-client.ts';
import type { Case } from './awkward-files/case.ts';
import { CELL_ROWS } from './awkward-files/cell-rows.ts';
import { FILE_ROWS } from './awkward-files/file-rows.ts';
import { PLANTILLA } from './awkward-files/plantilla.ts';
import { startApp, type TestApp } from './start-app.ts';

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  await seedBuiltIn({ database: app.parts.database, log: pino({ level: 'silent' }) }, [PLANTILLA]);
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

const wordsOf = ({ tipo = 'detalle' }: Case) => ({
  plantilla: PLANTILLA.code,
  tipoArchivo: tipo,
  periodo: '2026-09',
});

/** What bad and awkward input gets, row by row of the project's table. */
describe.each(Object.entries({ ...FILE_ROWS, ...CELL_ROWS }))('%s', (_, cases) => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    const { gives } = each;
    const id = (await client.schedule(wordsOf(each))).import?.id ?? '';
    const options = { name: each.as ?? 'detalle.xlsx', ...(each.sheet && { sheet: each.sheet }) };
    const answer = await client.upload(id, each.file(), options);
    if ('refused' in gives) {
      expect(answer).toMatchObject({
        __typename: 'FileProblem',
        code: gives.refused,
        detectedFormat: gives.format,
        hint: expect.stringMatching(/.{20}/),
      });
      expect(await client.import(id)).toMatchObject({
        estado: 'PENDIENTE',
        phase: 'AWAITING_FILE',
        file: null,
      });
      return;
    }
    expect(answer.__typename, JSON.stringify(answer)).toBe('ImportPayload');
    await client.follow(id);
    const done = await client.import(id);
    const { charges, issues } = await detailsOf(id);
    await forget(id);
    if ('fails' in gives) {
      const failure = { code: gives.fails, ...(gives.sheets && { sheets: gives.sheets }) };
      expect(done).toMatchObject({
        estado: 'FINALIZADO',
        outcome: 'FAILED',
        failure,
        totals: { charges: 0 },
      });
      expect(charges).toEqual([]);
      if (gives.rejected) expect(done.progress).toMatchObject({ rowsRejected: gives.rejected });
      return;
    }
    expect(done.failure).toBeNull();
    expect({ charges: charges.length, issues }).toEqual({
      charges: gives.charges.length,
      issues: gives.issues ?? [],
    });
    for (const [i, shown] of gives.charges.entries()) {
      const [linea, total, ...rest] = shown.split(' ');
      const parts = charges[i]?.split(' ') ?? [];
      expect(parts.slice(0, 2)).toEqual([linea, total]);
      for (const part of rest) expect(parts.slice(2)).toContain(part);
    }
    if (gives.format) expect(done.file?.format).toBe(gives.format);
    if (gives.declared)
      expect(done.totals).toMatchObject({ declaredTotal: gives.declared, difference: '0.00' });
  });
});

interface Details {
  charges: { nodes: Record<'lineaNumber' | 'total' | 'quantity' | 'occurredOn', string | null>[] };
  issues: { nodes: { code: string; rawValue: string | null; header: string | null }[] };
}

async function detailsOf(id: string): Promise<{ charges: string[]; issues: string[] }> {
  const { import: found } = await client.query<{ import: Details }>(
    `query ($id: ID!) { import(id: $id) {
       charges(first: 200) { nodes { lineaNumber total quantity occurredOn } }
       issues(first: 200) { nodes { code rawValue header } } } }`,
    { id },
  );
  return {
    charges: found.charges.nodes.map((each) =>
      [each.lineaNumber, each.total, each.quantity, each.occurredOn].join(' ').replace(/^ /, 'null '),
    ),
    issues: found.issues.nodes.map(
      ({ code, rawValue, header }) =>
        `${code} ${/_COLUMN$/.test(code) ? header : /_ROW$/.test(code) ? null : rawValue}`,
    ),
  };
}

/** So that the same bytes and the same month may come again. */
async function forget(id: string): Promise<void> {
  await client.query(
    'mutation ($id: ID!) { revertImport(id: $id, reason: "siguiente caso") { __typename } }',
    { id },
  );
}
