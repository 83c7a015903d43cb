import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateBillingFile } from '../bench/generate-billing-file.ts';
import { addUsuario } from '../src/access/add-usuario.ts';
import { TemporaryFolder } from '../src/formats/temporary-file.test-data.ts';
import { workbookParts } from '../src/formats/xlsx/workbook-parts.test-data.ts';
import { zipOf } from '../src/formats/xlsx/zip-of.test-data.ts';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, ScheduleWords } from './api-client.ts';
import { layoutSamples } from './layout-samples.ts';
import { sampleFile } from './sample-files.ts';
import { startApp, type TestApp } from './start-app.ts';

const PREVIEW = /* GraphQL */ `
  query ($id: ID!, $sheet: String, $rows: Int! = 20) {
    previewImport(id: $id, sheet: $sheet, rows: $rows) {
      __typename
      ... on Preview {
        detectedPlantilla { code version } detectedTipoArchivo { code }
        confidence sheet headerRow declaredTotal rows
        columns { index header field match example }
      }
      ... on Problem { code message path }
      ... on ValidationProblem { fields { path code message } }
      ... on TransitionProblem { estado phase }
      ... on FileProblem { detectedFormat hint }
    }
  }
`;

interface Column {
  index: number;
  header: string;
  field: string | null;
  match: string;
  example: string | null;
}
interface Previewed {
  __typename: string;
  detectedPlantilla: { code: string; version: number } | null;
  detectedTipoArchivo: { code: string } | null;
  confidence: number;
  sheet: string | null;
  headerRow: number;
  declaredTotal: string | null;
  rows: (string | null)[][];
  columns: Column[];
  message?: string;
}

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

async function preview(
  id: string,
  options: { sheet?: string; rows?: number } = {},
  as = client,
): Promise<Previewed> {
  return (await as.query<{ previewImport: Previewed }>(PREVIEW, { id, ...options })).previewImport;
}

/** An import that has the file and does not start. */
async function waiting(words: ScheduleWords, bytes: Uint8Array, sheet?: string): Promise<string> {
  const { import: scheduled } = await client.schedule(words);
  const uploaded = await client.upload(scheduled?.id ?? '', bytes, {
    start: false,
    ...(sheet === undefined ? {} : { sheet }),
  });
  if (!uploaded.import) throw new Error(JSON.stringify(uploaded));
  return uploaded.import.id;
}

const cell = (text: string) => `<c t="str"><v>${text}</v></c>`;
const row = (...texts: string[]) => `<row>${texts.map(cell).join('')}</row>`;
const book = (sheet: string, moreSheets: { name: string; sheet: string; state?: string }[] = []) =>
  zipOf(workbookParts({ sheet, moreSheets }));

const CONCEPTOS = { plantilla: 'movistar-mx-conceptos' };
const HEADER = [
  'Ciclo Fact.',
  'Cuenta Maestra',
  'Abonado',
  'Línea',
  'Tipo',
  'Cod. Concepto',
  'Descripción',
  'Importe',
];
const VALUES = ['202609', 'CM-1', 'A-1', '5512345678', 'MOVIL', 'RENTA', 'Renta', '10.50'];
const matches = ({ columns }: Previewed) => columns.map(({ header, match }) => `${header} ${match}`);

describe('what fits', () => {
  it('shows the header, the columns with what they feed, and the first rows as the file has them', async () => {
    const id = await waiting(CONCEPTOS, sampleFile('movistar-mx-conceptos.xlsx'));
    const shown = await preview(id, { rows: 2 });
    expect(shown).toMatchObject({
      __typename: 'Preview',
      detectedPlantilla: { code: 'movistar-mx-conceptos', version: 1 },
      detectedTipoArchivo: { code: 'conceptos' },
      confidence: 1,
      sheet: expect.any(String),
      headerRow: expect.any(Number),
    });
    expect(shown.rows).toHaveLength(2);
    expect(shown.columns.map(({ index }) => index)).toEqual([...shown.columns.keys()]);
    expect(new Set(shown.columns.map(({ match }) => match))).toEqual(new Set(['EXACT']));
    const linea = shown.columns.find(({ field }) => field === 'lineaNumber');
    expect(linea?.example).toBe(shown.rows[0]?.[linea?.index ?? -1]);
  });

  const samples = layoutSamples().map((sample) => [sample.name, sample] as const);
  it.each(samples)(
    'is found among all plantillas: %s',
    async (_, { plantilla, tipoArchivo, path, expected }) => {
      const id = await waiting({ plantilla, tipoArchivo, periodo: expected.periodo }, readFileSync(path));
      const shown = await preview(id);
      expect(shown).toMatchObject({
        detectedPlantilla: { code: plantilla },
        detectedTipoArchivo: { code: tipoArchivo },
        declaredTotal: expected.declaredTotal,
      });
      expect(shown.confidence).toBeGreaterThan(0.8);
      expect(shown.columns.filter(({ match }) => match === 'MOVED')).toEqual([]);
    },
  );

  it('shows dates in ISO 8601, numbers and texts as written, blanks as null', async () => {
    const data = `<row>${cell("'0012 ")}<c/><c t="b"><v>1</v></c><c><v>10.50</v></c><c s="1"><v>46266</v></c><c s="1"><v>46266.5</v></c><c s="1"><v>0.25</v></c><c t="e"><v>#N/A</v></c></row>`;
    const id = await waiting(
      CONCEPTOS,
      zipOf(workbookParts({ sheet: row(...HEADER) + data, formats: ['0', 'yyyy-mm-dd'] })),
    );
    expect((await preview(id)).rows).toEqual([
      ["'0012 ", null, 'TRUE', '10.50', '2026-09-01', '2026-09-01T12:00:00', '06:00:00', '#N/A'],
    ]);
  });
});

describe('columns', () => {
  it('are EXACT, ALIAS, NEW, MISSING or MOVED', async () => {
    const header = [
      'Importe',
      'Ciclo',
      'Cuenta Maestra',
      'Abonado',
      'Línea',
      'Tipo',
      'Cod. Concepto',
      'Bono',
      '',
    ];
    const values = ['10.50', '202609', 'CM-1', 'A-1', '5512345678', 'MOVIL', 'RENTA', '7', 'sin título'];
    const shown = await preview(await waiting(CONCEPTOS, book(row(...header) + row(...values))));
    expect(shown.columns).toEqual([
      { index: 0, header: 'Importe', field: 'total', match: 'MOVED', example: '10.50' },
      { index: 1, header: 'Ciclo', field: 'periodo', match: 'ALIAS', example: '202609' },
      { index: 2, header: 'Cuenta Maestra', field: 'account', match: 'EXACT', example: 'CM-1' },
      { index: 3, header: 'Abonado', field: null, match: 'EXACT', example: 'A-1' },
      { index: 4, header: 'Línea', field: 'lineaNumber', match: 'EXACT', example: '5512345678' },
      { index: 5, header: 'Tipo', field: null, match: 'EXACT', example: 'MOVIL' },
      { index: 6, header: 'Cod. Concepto', field: 'operadorConcept', match: 'EXACT', example: 'RENTA' },
      { index: 7, header: 'Bono', field: null, match: 'NEW', example: '7' },
      { index: 8, header: '', field: null, match: 'NEW', example: 'sin título' },
      { index: -1, header: 'Descripción', field: 'description', match: 'MISSING', example: null },
    ]);
    expect(shown.confidence).toBeGreaterThan(0.5);
    expect(shown.confidence).toBeLessThan(1);
  });

  it('that stand twice are NEW the second time; variable ones feed total', async () => {
    const twice = await preview(
      await waiting(CONCEPTOS, book(row(...HEADER, 'Importe') + row(...VALUES, '1'))),
    );
    expect(matches(twice).slice(-2)).toEqual(['Importe EXACT', 'Importe NEW']);
    const wide = await preview(
      await waiting({ plantilla: 'movistar-mx-ancho' }, sampleFile('movistar-mx-ancho.xlsx')),
    );
    expect(wide.detectedPlantilla?.code).toBe('movistar-mx-ancho');
    expect(
      wide.columns.filter(({ field, match }) => field === 'total' && match === 'EXACT').length,
    ).toBeGreaterThan(2);
  });
});

describe('a file of another plantilla', () => {
  it('is told as that one, with its columns', async () => {
    const id = await waiting(CONCEPTOS, csvOf(rowsOf(3)));
    const shown = await preview(id);
    expect(shown).toMatchObject({
      detectedPlantilla: { code: 'claro-ar-detalle' },
      sheet: null,
      headerRow: 1,
    });
    expect(shown.rows).toHaveLength(3);
  });

  it('of none shows what there is at the row that comes nearest, with confidence 0', async () => {
    const sheet = row('Reporte') + row('Nombre', 'Importe', 'Fecha') + row('Ana', '1', '2');
    const shown = await preview(await waiting(CONCEPTOS, book(sheet)));
    expect(shown).toMatchObject({
      detectedPlantilla: null,
      detectedTipoArchivo: null,
      confidence: 0,
      headerRow: 2,
      rows: [['Ana', '1', '2']],
      declaredTotal: null,
    });
    expect(matches(shown).slice(0, 3)).toEqual(['Nombre NEW', 'Importe EXACT', 'Fecha NEW']);
    expect(matches(shown)).toContain('Línea MISSING');
  });
});

describe('the sheet', () => {
  const other = { name: 'Otra', sheet: row(...HEADER.slice(0, 7), 'Importe', 'Nueva') + row(...VALUES, 'x') };
  it('is the one that fits best, the one named at the upload, or the one that is asked for', async () => {
    const bytes = book(row('nada'), [other, { name: 'Buena', sheet: row(...HEADER) + row(...VALUES) }]);
    const id = await waiting(CONCEPTOS, bytes);
    expect(await preview(id)).toMatchObject({ sheet: 'Buena', confidence: 1 });
    expect(await preview(id, { sheet: 'otra' })).toMatchObject({ sheet: 'Otra', rows: [[...VALUES, 'x']] });
    expect(await preview(await waiting(CONCEPTOS, bytes, 'Otra'))).toMatchObject({ sheet: 'Otra' });
  });

  it('that is not there is refused with those that are', async () => {
    const id = await waiting(CONCEPTOS, book(row(...HEADER), [other]));
    expect(await preview(id, { sheet: 'Enero' })).toMatchObject({
      __typename: 'ValidationProblem',
      fields: [
        { path: ['sheet'], code: 'UNKNOWN', message: expect.stringContaining('tiene "Hoja1", "Otra"') },
      ],
    });
  });
});

describe('refusals', () => {
  it.each([0, -1, 201])('%d rows', async (rows) => {
    const id = await waiting(CONCEPTOS, book(row(...HEADER)));
    expect(await preview(id, { rows })).toMatchObject({
      __typename: 'ValidationProblem',
      fields: [{ path: ['rows'], code: 'OUT_OF_RANGE', message: expect.stringContaining('1 a 200') }],
    });
  });

  it('without a file yet, and once deleted', async () => {
    const { import: scheduled } = await client.schedule(CONCEPTOS);
    const id = scheduled?.id ?? '';
    const refused = { __typename: 'TransitionProblem', code: 'WRONG_STATE' };
    expect(await preview(id)).toMatchObject({ ...refused, estado: 'PENDIENTE', phase: 'AWAITING_FILE' });
    const deleted = await waiting(CONCEPTOS, book(row(...HEADER)));
    await client.delete(deleted);
    expect(await preview(deleted)).toMatchObject({ ...refused, estado: 'ELIMINADO', phase: 'DONE' });
  });

  it('of an id that names nothing', async () => {
    for (const id of ['nada', Buffer.from('Import:999999').toString('base64')])
      expect(await preview(id)).toMatchObject({ __typename: 'NotFoundProblem' });
  });

  it('of what is damaged, blank or lost', async () => {
    const file = (code: string) => ({
      __typename: 'FileProblem',
      code,
      detectedFormat: 'XLSX',
      hint: expect.any(String),
    });
    const damaged = await waiting(CONCEPTOS, book('<row><c t="s"><v>99</v></c></row>'));
    expect(await preview(damaged)).toMatchObject({ ...file('UNREADABLE_FORMAT'), hint: expect.anything() });
    const blank = await waiting(CONCEPTOS, book('<row r="1"><c r="A1"/></row>'));
    expect(await preview(blank)).toMatchObject(file('EMPTY_FILE'));
    const { fileKey } = await app.parts.database.prisma.import.findFirstOrThrow({ orderBy: { id: 'desc' } });
    await app.parts.store.remove(fileKey ?? '');
    expect(await preview(blank)).toMatchObject(file('FILE_PURGED'));
  });

  it("of READERs and of an ANALYST for another's import: FORBIDDEN; a SUPERVISOR may", async () => {
    const id = await waiting(CONCEPTOS, book(row(...HEADER)));
    const seen: Record<string, string | undefined> = {};
    for (const role of ['READER', 'ANALYST', 'SUPERVISOR'] as const) {
      const { code: empresaCode } = await app.parts.database.prisma.empresa.findFirstOrThrow();
      const contrasena = 'otra contraseña de prueba';
      await addUsuario(app.parts, { empresaCode, usuario: role.toLowerCase(), name: role, role, contrasena });
      const other = await app.login(role.toLowerCase(), contrasena);
      const { data, errors } = await other.raw<{ previewImport: Previewed }>(PREVIEW, { id });
      seen[role] = data?.previewImport.__typename ?? errors?.[0]?.extensions?.code;
      await other.close();
    }
    expect(seen).toEqual({ READER: 'FORBIDDEN', ANALYST: 'FORBIDDEN', SUPERVISOR: 'Preview' });
  });
});

it('writes nothing, and works in every estado that has a file', async () => {
  const id = await waiting(CONCEPTOS, book(row(...HEADER) + row(...VALUES)));
  const before = await client.import(id);
  await preview(id);
  expect(await client.import(id)).toEqual(before);
  await client.start(id);
  await client.follow(id);
  const after = await client.import(id);
  expect(after.outcome).toBe('SUCCEEDED');
  expect(await preview(id)).toMatchObject({ __typename: 'Preview', confidence: 1 });
  expect(await client.import(id)).toEqual(after);
});

it('waits for no import, and reads no more of a large file than its head', async () => {
  await using busy = await startApp({ workers: 1 });
  const user = await busy.login();
  const folder = new TemporaryFolder();
  const path = folder.write('');
  await generateBillingFile(path, { rows: 300_000, seed: 1 });
  const large = readFileSync(path);
  const importOf = async (periodo: string, start: boolean) => {
    const { import: scheduled } = await user.schedule({ ...CONCEPTOS, periodo });
    await user.upload(scheduled?.id ?? '', large, { start });
    return scheduled?.id ?? '';
  };
  const waits = await importOf('2026-07', false);
  expect(await preview(waits, {}, user)).toMatchObject({ confidence: 1 }); // the thread has started now
  const runs = await importOf('2026-09', true);
  await importOf('2026-08', true);
  const started = performance.now();
  const shown = await preview(waits, {}, user);
  const ms = performance.now() - started;
  expect(shown.rows).toHaveLength(20);
  expect((await user.import(runs)).estado).toBe('EN_PROCESO');
  expect(ms).toBeLessThan(1_000);
  await user.close();
  folder[Symbol.dispose]();
});
