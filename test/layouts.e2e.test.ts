import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROW_ISSUE_SEVERITY } from '../src/domain/codes.ts';
import type { ApiClient } from './api-client.ts';
import { layoutSamples } from './layout-samples.ts';
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

const severities: Readonly<Record<string, string>> = ROW_ISSUE_SEVERITY;
const samples = layoutSamples().map((sample) => [sample.name, sample] as const);

it.each(samples)('%s comes in through the API exactly as expected', async (_, sample) => {
  const { plantilla, tipoArchivo, path, expected } = sample;
  const words = { plantilla, tipoArchivo, periodo: expected.periodo };
  const finished = await client.importFile(words, readFileSync(path), { name: expected.fileName ?? path });

  const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped } = expected;
  const { lineas, charges, net, tax, total, declaredTotal } = expected;
  const isDoubtful = expected.issues.some(({ code }) => severities[code] !== 'INFO');
  expect(finished).toMatchObject({
    estado: 'FINALIZADO',
    outcome: isDoubtful ? 'SUCCEEDED_WITH_ISSUES' : 'SUCCEEDED',
    failure: null,
    progress: { percent: 100, rowsRead, rowsAccepted, rowsRejected, rowsSkipped },
    totals: { lineas, charges, net, tax, total, declaredTotal },
  });
  const counts: Record<string, number> = {};
  for (const { code } of expected.issues) counts[code] = (counts[code] ?? 0) + 1;
  expect(Object.fromEntries(finished.issueCounts.map(({ code, count }) => [code, count]))).toEqual(counts);
});
