import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEmpresa } from '../src/access/add-empresa.ts';
import { parsePeriodo } from '../src/domain/periodo.ts';
import { readBuiltInPlantillas } from '../src/plantillas/built-in.ts';
import { parseDefinition } from '../src/plantillas/definition.ts';
import { sampleSheet } from '../src/plantillas/sample/sample-sheet.ts';
import type { ApiClient } from './api-client.ts';
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

interface SampleLink {
  readonly url: string;
  readonly name: string;
  readonly expiresAt: string;
}

/** In force in the periodo. */
async function sampleLink(code: string, validIn: string, from = client): Promise<SampleLink> {
  const { operadores } = await from.query<{
    operadores: { plantillas: { code: string; sampleFile: SampleLink }[] }[];
  }>(
    `query ($validIn: Periodo!) { operadores { plantillas(validIn: $validIn) { code sampleFile { url name expiresAt } } } }`,
    { validIn },
  );
  const plantilla = operadores.flatMap(({ plantillas }) => plantillas).find((each) => each.code === code);
  if (!plantilla) throw new Error(`no plantilla ${code} in ${validIn}`);
  return plantilla.sampleFile;
}

async function download({ url }: SampleLink): Promise<Uint8Array> {
  const response = await fetch(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ]);
  return new Uint8Array(await response.arrayBuffer());
}

const all = readBuiltInPlantillas().flatMap(({ code, version, validTo, definition }) =>
  parseDefinition(definition).tiposArchivo.map((tipo) => ({
    code,
    version,
    validTo,
    definition,
    tipo: tipo.code,
  })),
);

describe('the sample file', () => {
  it.each(all)('of $code version $version is imported as $tipo without an issue', async (each) => {
    const { code, validTo, definition, tipo } = each;
    const periodo = validTo ?? '2026-09';
    const link = await sampleLink(code, periodo);
    const { total } = sampleSheet(parseDefinition(definition), tipo, parsePeriodo(periodo));
    const finished = await client.importFile(
      { plantilla: code, tipoArchivo: tipo, periodo },
      await download(link),
      { name: link.name },
    );
    expect(finished).toMatchObject({
      outcome: 'SUCCEEDED',
      failure: null,
      issueCounts: [],
      progress: { rowsRead: 3, rowsAccepted: 3 },
      totals: { total: (total / 100).toFixed(2), lineas: 3 },
    });
  });

  it('is called by its plantilla, and explains each column in the language it was asked for in', async () => {
    const answer = await client.raw<{
      operadores: { plantillas: { code: string; sampleFile: SampleLink }[] }[];
    }>(
      '{ operadores { plantillas { code sampleFile { url name expiresAt } } } }',
      {},
      { 'accept-language': 'en' },
    );
    const plantillas = answer.data?.operadores.flatMap((operador) => operador.plantillas);
    const link = plantillas?.find(({ code }) => code === 'movistar-mx-conceptos')?.sampleFile;
    if (!link) throw new Error('no sample');
    expect(link.name).toBe('movistar-mx-conceptos-v1.xlsx');
    // What a person sees in Excel: exceljs reads it back.
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(await (await fetch(link.url)).arrayBuffer());
    const [sheet] = workbook.worksheets;
    expect(sheet?.name).toBe('Conceptos facturables');
    const notes = new Map<unknown, string>();
    sheet?.getRow(1).eachCell((cell) => notes.set(cell.value, JSON.stringify(cell.note)));
    expect(notes.get('Línea')).toContain('lineaNumber: LINEA. Required.');
  });

  it('of a plantilla of an empresa is for that empresa', async () => {
    await addEmpresa(app.parts, {
      code: 'OTRA',
      name: 'Otra',
      usuario: 'otra-admin',
      contrasena: 'otra contraseña más',
    });
    const other = await app.login('otra-admin', 'otra contraseña más');
    const { operadores } = await client.query<{ operadores: { id: string; code: string }[] }>(
      '{ operadores { id code } }',
    );
    const built = all.find(({ code }) => code === 'claro-pe-detalle');
    const operadorId = operadores.find(({ code }) => code === 'claro-pe')?.id;
    const saved = await other.query<{ savePlantilla: { plantilla: { id: string; sampleFile: SampleLink } } }>(
      'mutation ($input: SavePlantillaInput!) { savePlantilla(input: $input) { ... on PlantillaPayload { plantilla { id sampleFile { url name } } } } }',
      { input: { operadorId, code: 'secreta', name: 'Secreta', definition: built?.definition } },
    );
    const { id, sampleFile } = saved.savePlantilla.plantilla;
    expect((await download(sampleFile)).length).toBeGreaterThan(1_000);
    const seen = await client.query<{ node: unknown }>(
      'query ($id: ID!) { node(id: $id) { id ... on Plantilla { sampleFile { url } } } }',
      { id },
    );
    expect(seen.node).toBeNull();
    await other.close();
  });
});
