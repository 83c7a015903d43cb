import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { expectedOutcomes, sampleFile } from './sample-files.ts';
import { startApp, type TestApp } from './start-app.ts';

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

it.each(expectedOutcomes())('%s comes in exactly as expected', async (name, expected) => {
  const plantilla = name.replace(/\.\w+$/, '');
  const words = { plantilla, tipoArchivo: expected.tipo, periodo: expected.periodo };
  const finished = await client.importFile(words, sampleFile(name), { name });

  const doubtful = finished.issueCounts.some(({ severity }) => severity !== 'INFO');
  expect(finished).toMatchObject({
    estado: 'FINALIZADO',
    phase: 'DONE',
    outcome: doubtful ? 'SUCCEEDED_WITH_ISSUES' : 'SUCCEEDED',
    failure: null,
    progress: {
      percent: 100,
      rowsRead: expected.rowsRead,
      rowsTotal: expected.rowsRead,
      rowsAccepted: expected.rowsAccepted,
      rowsRejected: expected.rowsRejected,
      rowsSkipped: expected.rowsSkipped,
      attempt: 1,
    },
    totals: {
      lineas: expected.lineas,
      charges: expected.charges,
      net: expected.net,
      tax: expected.tax,
      total: expected.total,
      declaredTotal: expected.declaredTotal ?? null,
      difference: expected.declaredTotal ? '0.00' : null,
    },
  });
  expect(Object.fromEntries(finished.issueCounts.map(({ code, count }) => [code, count]))).toEqual(
    expected.issues,
  );
  await expectStored(finished.id, expected);
});

/** What is in the database, summed and compared there, against what the API says. */
async function expectStored(
  id: string,
  expected: { charges: number; net: string; tax: string; total: string; lineas: number },
) {
  const importId = Number(Buffer.from(id, 'base64').toString().split(':')[1]);
  const { rows } = await app.parts.database.pool.query(
    `SELECT count(*)::int AS charges, count(DISTINCT n)::int AS numbers, count(DISTINCT linea_number) <= $5 AS lineas,
       sum(net) = $2::numeric AS net, sum(tax) = $3::numeric AS tax, sum(total) = $4::numeric AS total
     FROM charges WHERE import_id = $1`,
    [importId, expected.net, expected.tax, expected.total, expected.lineas],
  );
  // A line whose products are all blank counts among the lineas and has no charge.
  const { charges } = expected;
  expect(rows[0]).toEqual({ charges, numbers: charges, lineas: true, net: true, tax: true, total: true });
}
