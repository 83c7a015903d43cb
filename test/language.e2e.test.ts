import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, ImportView } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const SAVE = /* GraphQL */ `
  mutation ($input: SavePlantillaInput!) {
    savePlantilla(input: $input) { __typename ... on Problem { message } }
  }
`;

let app: TestApp;
let client: ApiClient;
let operadorId: string;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  const { operadores } = await client.query<{ operadores: { id: string; code: string }[] }>(
    '{ operadores { id code } }',
  );
  operadorId = operadores.find(({ code }) => code === 'claro-pe')?.id ?? '';
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

type Cell = string | number | Date | null;

async function workbookOf(
  sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>,
): Promise<Uint8Array> {
  const workbook = new exceljs.Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    workbook.addWorksheet(name).addRows(rows.map((row) => [...row]));
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** Saves the definition under that code and imports the file with it. */
async function imported(
  code: string,
  definition: object,
  bytes: Uint8Array,
  { name = `${code}.xlsx`, periodo = '2026-09' } = {},
): Promise<ImportView> {
  const { savePlantilla } = await client.query<{ savePlantilla: { __typename: string } }>(SAVE, {
    input: { operadorId, code, name: code, definition },
  });
  expect(savePlantilla).toMatchObject({ __typename: 'PlantillaPayload' });
  return client.importFile({ plantilla: code, periodo }, bytes, { name });
}

async function chargesOf({ id }: ImportView): Promise<Record<string, unknown>[]> {
  const { import: read } = await client.query<{ import: { charges: { nodes: Record<string, unknown>[] } } }>(
    `query ($id: ID!) { import(id: $id) { charges { nodes {
       lineaNumber account concept operadorConcept occurredOn quantity unit net tax total } } } }`,
    { id },
  );
  return read.charges.nodes;
}

const issuesOf = ({ issueCounts }: ImportView) =>
  Object.fromEntries(issueCounts.map(({ code, count }) => [code, count]));

describe('what a definition says holds through the whole server', () => {
  it('two header rows on the second sheet, value and tax in pairs, a filled-down number, footers, a tolerance', async () => {
    const definition = {
      header: { cells: ['Línea', 'Voz Importe'], rows: 2 },
      linea: { digits: [9], accountLevel: ['Cuenta*'] },
      tolerance: '0.05',
      tiposArchivo: [
        {
          code: 'ancho',
          name: 'Ancho',
          kind: 'LINEA_SUMMARY',
          columns: [
            { header: 'Línea', field: 'lineaNumber', required: true, fillDown: true },
            { header: 'Cuenta', field: 'account' },
            { header: 'Total', check: 'sum' },
          ],
          variableColumns: { match: ['* Importe'], taxHeader: '* IGV' },
          rows: [
            { when: { Línea: 'tot*' }, is: 'TOTAL', declaredTotal: 'Total' },
            { when: { Cuenta: 'prueba*' }, is: 'EXCLUDED' },
          ],
        },
      ],
      concepts: [
        { match: ['Voz*'], is: 'VOICE' },
        { match: ['Datos*'], is: 'DATA' },
      ],
    };
    const bytes = await workbookOf({
      Portada: [['Línea'], ['Voz', 'Datos']],
      Detalle: [
        ['Detalle de líneas'],
        ['Línea', 'Cuenta', 'Voz', null, 'Datos', null, 'Total'],
        [null, null, 'Importe', 'IGV', 'Importe', 'IGV', null],
        ['987654321', 'C1', 10, 1.8, 20, 3.6, 35.44],
        [null, 'C1', null, null, 5, 0.9, 5.9],
        ['Cuenta C1', 'C1', 1, null, null, null, 1.06],
        ['987654322', 'Prueba', 500, 90, null, null, 590],
        ['TOTALES', null, null, null, null, null, 42.3],
      ],
    });
    const done = await imported('dos-filas', definition, bytes);
    expect(done).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      file: { sheet: 'Detalle', headerRow: 2 },
      progress: { rowsRead: 5, rowsAccepted: 3, rowsSkipped: 2 },
      totals: { net: '36.00', tax: '6.30', total: '42.30', declaredTotal: '42.30', difference: '0.00' },
    });
    // 35.44 is within the tolerance, 1.06 is not.
    expect(issuesOf(done)).toEqual({ TOTAL_MISMATCH: 1, TOTAL_ROW: 1, EXCLUDED_ROW: 1 });
    expect(
      (await chargesOf(done)).map(({ lineaNumber, operadorConcept, total }) => [
        lineaNumber,
        operadorConcept,
        total,
      ]),
    ).toEqual([
      ['987654321', 'Voz Importe', '11.80'],
      ['987654321', 'Datos Importe', '23.60'],
      ['987654321', 'Datos Importe', '5.90'],
      [null, 'Voz Importe', '1.00'],
    ]);
  });

  it('a detail without amounts in a cycle of its own, its account in the name of the file', async () => {
    const definition = {
      header: { cells: ['Línea', 'Duración'] },
      sheet: ['Llamadas*'],
      linea: { digits: [9] },
      cycleDay: 18,
      fileName: '{account}_llamadas_{YYYYMM}',
      tiposArchivo: [
        {
          code: 'llamadas',
          name: 'Llamadas',
          kind: 'DETALLE_CONSUMO',
          columns: [
            { header: 'Línea', field: 'lineaNumber', required: true },
            { header: 'Fecha', field: 'occurredOn' },
            { header: 'Red', decidesConcept: true },
            { header: 'Código', field: 'operadorConcept' },
            { header: 'Duración', field: 'quantity', type: 'DURATION', format: 'mm:ss' },
          ],
          concepts: [{ match: ['Roaming'], is: 'ROAMING' }],
        },
      ],
      concepts: [{ match: ['V*'], is: 'VOICE' }],
    };
    const header = ['Línea', 'Fecha', 'Red', 'Código', 'Duración'];
    const bytes = await workbookOf({
      'Llamadas 1': [
        header,
        ["'987654321", '18/08/2026', 'Local', 'V01', '1:05'],
        ['987654321', "'17/09/2026", 'Roaming', 'V01', '0:10'],
        ['987654321', '18/09/2026', 'Local', 'V01', '0:01'],
      ],
      Otras: [header, ['987654321', '18/08/2026', 'Local', 'V01', '9:99']],
    });
    const done = await imported('sin-importes', definition, bytes, { name: '77-1_Llamadas_202609.xlsx' });
    expect(issuesOf(done)).toEqual({ DATE_OUTSIDE_PERIODO: 1 });
    expect(done).toMatchObject({ file: { sheet: 'Llamadas 1' }, totals: { charges: 3, total: '0.00' } });
    expect(await chargesOf(done)).toMatchObject([
      {
        lineaNumber: '987654321',
        account: '77-1',
        concept: 'VOICE',
        occurredOn: '2026-08-18',
        quantity: '65',
        unit: 'SECOND',
        total: '0.00',
      },
      { concept: 'ROAMING', occurredOn: '2026-09-17', quantity: '10' },
      { concept: 'VOICE', quantity: '1' },
    ]);

    const again = await workbookOf({
      'Llamadas 2': [header, ['987654321', '18/08/2026', 'Local', 'V01', '2:00']],
    });
    // The name tells the account: the same one again is a duplicate, another one is not.
    const words = { plantilla: 'sin-importes', periodo: '2026-09' };
    const same = await client.importFile(words, again, { name: '77-1_llamadas_202609.xlsx' });
    expect(same.failure).toMatchObject({ code: 'DUPLICATE_PERIODO', existing: { id: done.id } });
    const other = await client.importFile(words, again, { name: '77-2_llamadas_202609.xlsx' });
    expect(other).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 1 } });
    const late = await client.importFile(
      { ...words, periodo: '2026-10' },
      await workbookOf({ 'Llamadas 3': [header, ['987654321', '18/09/2026', 'Local', 'V01', '2:00']] }),
      {
        name: '77-1_llamadas_202609.xlsx',
      },
    );
    expect(late).toMatchObject({ outcome: 'FAILED', failure: { code: 'OTHER_PERIODO' } });
    expect(late.failure?.message).toContain('2026-09');
  });

  it('usage with and without amounts', async () => {
    const definition = {
      header: { cells: ['Línea'] },
      linea: { digits: [9] },
      tiposArchivo: [
        {
          code: 'consumo',
          name: 'Consumo',
          kind: 'LINEA_SUMMARY',
          columns: [
            { header: 'Línea', field: 'lineaNumber', required: true },
            { header: 'Total', check: 'sum', optional: true },
          ],
          variableColumns: {
            match: ['Monto *'],
            quantity: [
              { header: 'Min *', unit: 'MINUTE' },
              { header: 'MB *', type: 'DATA_VOLUME', unit: 'MB' },
            ],
            whenZero: 'KEEP_QUANTITY',
          },
          usageColumns: [{ match: ['SMS *'], unit: 'EVENT' }],
        },
      ],
      concepts: [
        { match: ['*Voz'], is: 'VOICE' },
        { match: ['*Datos'], is: 'DATA' },
        { match: ['SMS*'], is: 'SMS' },
      ],
    };
    const bytes = await workbookOf({
      Hoja1: [
        ['Línea', 'Min Voz', 'Monto Voz', 'MB Datos', 'Monto Datos', 'SMS enviados'],
        ['987654321', 12, 0, '1 GB', 3.5, 4],
        ['987654322', 0, 0, null, null, 0],
      ],
    });
    const done = await imported('consumo', definition, bytes);
    expect(done).toMatchObject({
      outcome: 'SUCCEEDED',
      issueCounts: [],
      totals: { lineas: 2, charges: 3, total: '3.50' },
    });
    expect(
      (await chargesOf(done)).map(({ concept, quantity, unit, total }) => [concept, quantity, unit, total]),
    ).toEqual([
      ['VOICE', '12', 'MINUTE', '0.00'],
      ['DATA', '1024', 'MB', '3.50'],
      ['SMS', '4', 'EVENT', '0.00'],
    ]);
  });
});
