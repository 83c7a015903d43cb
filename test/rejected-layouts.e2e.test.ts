import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient } from './api-client.ts';
import { type LayoutSample, layoutSamples } from './layout-samples.ts';
import { correct, downloadRejected, reprocess } from './rejected-rows.ts';
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

interface Issue {
  code: string;
  row: number;
  column: string | null;
  rawValue: string | null;
  message: string;
}

async function openErrors(id: string): Promise<Issue[]> {
  const { import: found } = await client.query<{ import: { issues: { nodes: Issue[] } } }>(
    'query ($id: ID!) { import(id: $id) { issues(first: 200, severity: ERROR) { nodes { code row column rawValue message } } } }',
    { id },
  );
  return found.issues.nodes.toSorted((a, b) => a.row - b.row);
}

const withRejected = layoutSamples().filter(({ expected }) => expected.rowsRejected > 0);

describe('rejected rows of every layout', () => {
  it('are in most of the samples', () => {
    expect(withRejected.length).toBeGreaterThan(10);
  });

  it.each(withRejected.map((sample): [string, LayoutSample] => [sample.name, sample]))(
    '%s: as they were downloaded, they are rejected again for just the same',
    async (_name, { plantilla, tipoArchivo, path, expected }) => {
      const before = await client.importFile(
        { plantilla, tipoArchivo, periodo: expected.periodo },
        readFileSync(path),
        { name: basename(path) },
      );
      const errors = await openErrors(before.id);
      expect(errors.length).toBeGreaterThan(0);
      const answer = await reprocess(
        app.graphqlUrl,
        client,
        before.id,
        await downloadRejected(client, before.id),
      );
      const { import: after } = answer;
      expect(answer).toMatchObject({ __typename: 'ImportPayload' });
      const still = await openErrors(before.id);
      expect(still.map(({ row }) => row)).toEqual(errors.map(({ row }) => row));
      // A blank cell shows what fills it, be it bad: that is then what is wrong with it.
      if (plantilla !== 'planilla-ar-agrupada') {
        expect(still).toEqual(errors);
        expect(after?.issueCounts).toEqual(before.issueCounts);
      }
      expect(after?.totals).toEqual(before.totals);
      expect({ ...after?.progress, sequence: '' }).toEqual({ ...before.progress, sequence: '' });
    },
  );
});

describe('corrected rows', () => {
  it('of a CSV come in by way of a workbook, numbers as text in its own style or as numbers', async () => {
    const rows = (net: readonly string[]) =>
      csvOf(net.map((each, n) => ({ net: each, linea: `115000000${n}`, account: `C-${net[0]}` })));
    const words = { plantilla: 'claro-ar-detalle', periodo: '2026-09' };
    const name = 'detalle.csv';
    const clean = await client.importFile(words, rows(['1,00', '1.234,56', '39,9', '-0,07']), { name });
    const before = await client.importFile(words, rows(['1,0', 'mil', '39.9.9', 'x']), { name });
    const file = await correct(await downloadRejected(client, before.id), (sheet) => {
      expect(sheet.rowCount).toBe(4);
      expect(sheet.getCell('I3').value).toBe('39.9.9');
      sheet.getCell('I2').value = '1.234,56';
      sheet.getCell('I3').value = 39.9;
      sheet.getCell('I4').value = -0.07;
    });
    const { import: after } = await reprocess(app.graphqlUrl, client, before.id, file);
    expect(after).toMatchObject({ outcome: 'SUCCEEDED_WITH_ISSUES', totals: clean.totals });
    expect(after?.issueCounts).toEqual(clean.issueCounts);
  });

  it('of a layout that is filled down keep the line that stood above them', async () => {
    const sample = withRejected.find(({ plantilla }) => plantilla === 'planilla-ar-agrupada');
    if (!sample) throw new Error('planilla-ar-agrupada has no sample with rejected rows');
    const before = await client.importFile(
      { plantilla: sample.plantilla, periodo: '2026-10' },
      await correct(readFileSync(sample.path), (sheet) => {
        const last = sheet.rowCount;
        sheet.getRow(last + 1).values = ['1151239999', 'Empresa 9', 'Abono mensual', 10];
        sheet.getRow(last + 2).values = ['', '', 'Pack datos 2 GB', 'veinte'];
      }),
    );
    const file = await correct(await downloadRejected(client, before.id), (sheet) => {
      const row = sheet.getRow(sheet.rowCount);
      expect([1, 2, 3, 4].map((column) => row.getCell(column).value)).toEqual([
        '1151239999',
        'Empresa 9',
        'Pack datos 2 GB',
        'veinte',
      ]);
      row.getCell(4).value = 20;
    });
    const { import: after } = await reprocess(app.graphqlUrl, client, before.id, file);
    expect(after?.progress.rowsAccepted).toBe(before.progress.rowsAccepted + 1);
    const { import: found } = await client.query<{ import: { charges: { nodes: { total: string }[] } } }>(
      'query ($id: ID!) { import(id: $id) { charges(lineaNumber: "1151239999") { nodes { total } } } }',
      { id: before.id },
    );
    expect(found.charges.nodes.map(({ total }) => total)).toEqual(['10.00', '20.00']);
  });
});
