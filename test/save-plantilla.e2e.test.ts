import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUsuario } from '../src/access/add-usuario.ts';
import type { ApiClient } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const SAVE = /* GraphQL */ `
  mutation ($input: SavePlantillaInput!) {
    savePlantilla(input: $input) {
      __typename
      ... on PlantillaPayload { plantilla { id code version validFrom definition tiposArchivo { code } } }
      ... on Problem { code message path }
      ... on ValidationProblem { fields { path code message } }
    }
  }
`;

interface Saved {
  savePlantilla: {
    __typename: string;
    plantilla: { id: string; code: string; version: number; validFrom: string | null };
    fields: { path: string[]; message: string }[];
  };
}

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

/** A layout of two columns; the amount stands under that header. */
const layout = (amount: string) => ({
  $schema: '../../schema/plantilla.schema.json',
  header: { cells: ['Línea', amount] },
  linea: { digits: [9] },
  tiposArchivo: [
    {
      code: 'cargos',
      name: 'Cargos',
      kind: 'CHARGES',
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Cargo', field: 'operadorConcept', required: true },
        { header: amount, field: 'total', required: true },
      ],
    },
  ],
  concepts: [{ match: ['*'], is: 'OTHER' }],
});
const file = (amount: string, total: string) =>
  Buffer.from(`Línea,Cargo,${amount}\n987654321,Renta,${total}\n`);
const save = async (input: object) =>
  (await client.query<Saved>(SAVE, { input: { operadorId, code: 'mia', name: 'Mía', ...input } }))
    .savePlantilla;

describe('savePlantilla', () => {
  it('makes versions of which each import is read with the one in force, and keeps it', async () => {
    const one = await save({ definition: layout('Importe') });
    expect(one).toMatchObject({
      __typename: 'PlantillaPayload',
      plantilla: { code: 'mia', version: 1, validFrom: null, definition: layout('Importe') },
    });
    const waiting = await client.schedule({ plantilla: 'mia', periodo: '2026-10' });
    const two = await save({ definition: layout('Monto'), validFrom: '2026-10' });
    expect(two.plantilla).toMatchObject({ version: 2, validFrom: '2026-10' });

    const before = await client.importFile(
      { plantilla: 'mia', periodo: '2026-09' },
      file('Importe', '1.00'),
      {
        name: 'a.csv',
      },
    );
    const after = await client.importFile({ plantilla: 'mia', periodo: '2026-11' }, file('Monto', '2.00'), {
      name: 'b.csv',
    });
    const id = waiting.import?.id ?? '';
    await client.upload(id, file('Importe', '3.00'), { name: 'c.csv' });
    await client.follow(id);
    const held = await client.import(id);
    const seen = [before, after, held].map(({ outcome, totals }) => [outcome, totals.total]);
    expect(seen).toEqual([
      ['SUCCEEDED', '1.00'],
      ['SUCCEEDED', '2.00'],
      ['SUCCEEDED', '3.00'],
    ]);
    const { import: read } = await client.query<{ import: { plantilla: { version: number } } }>(
      'query ($id: ID!) { import(id: $id) { plantilla { version } } }',
      { id },
    );
    expect(read.plantilla.version).toBe(1);
  });

  it('answers every mistake with its path, in both languages', async () => {
    const definition = { ...layout('Importe'), cycleDay: 40 };
    Object.assign(definition.tiposArchivo[0]?.columns[2] ?? {}, { field: 'importe' });
    const refused = await save({ definition, code: 'MALO' });
    expect(refused.__typename).toBe('ValidationProblem');
    expect(refused.fields).toMatchObject([
      { path: ['code'] },
      { path: ['definition', 'cycleDay'] },
      {
        path: ['definition', 'tiposArchivo[0].columns[2].field'],
        message: 'tiposArchivo[0].columns[2].field: "importe" no es un campo; ¿quiso decir "total"?',
      },
    ]);
    const english = await client.raw<Saved>(
      SAVE,
      { input: { operadorId, code: 'mia', name: 'Mía', definition } },
      { 'accept-language': 'en' },
    );
    expect(english.data?.savePlantilla.fields.at(-1)?.message).toContain('did you mean "total"?');
  });

  it('is FORBIDDEN below ADMIN, and knows no operador of nobody', async () => {
    const usuario = { usuario: 'supervisora', contrasena: 'manda pero no configura' };
    const { code } = await app.parts.database.prisma.empresa.findFirstOrThrow();
    await addUsuario(app.parts, { empresaCode: code, name: 'Supervisora', role: 'SUPERVISOR', ...usuario });
    const supervisor = await app.login(usuario.usuario, usuario.contrasena);
    const input = { operadorId, code: 'mia', name: 'Mía', definition: layout('Importe') };
    const answer = await supervisor.raw(SAVE, { input });
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    await supervisor.close();
    expect(await save({ operadorId: 'x', definition: layout('Importe') })).toMatchObject({
      __typename: 'NotFoundProblem',
      path: ['operadorId'],
    });
  });

  it('takes every built-in definition as it stands, for an own plantilla that hides it', async () => {
    const built = JSON.parse(readFileSync('src/plantillas/built-in/claro-pe-detalle.json', 'utf8'));
    const own = await save({ code: built.code, name: built.name, definition: built.definition });
    expect(own.plantilla).toMatchObject({ version: built.version + 1 });
    const { operadores } = await client.query<{
      operadores: { code: string; plantillas: { id: string; code: string }[] }[];
    }>('{ operadores { code plantillas { id code } } }');
    const list = operadores.find(({ code }) => code === 'claro-pe')?.plantillas;
    expect(list?.filter(({ code }) => code === built.code)).toEqual([
      { id: own.plantilla.id, code: built.code },
    ]);
  });
});
