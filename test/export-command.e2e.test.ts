import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { runImportador } from './command-line.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

let app: TestApp;
let admin: ApiClient;
let folder: string;
const SAMPLE = join('test', 'fixtures', 'layouts', 'movistar-pe-extracto', 'extracto', 'sample.xlsx');
const CHOICE = ['--operador', 'movistar-pe', '--plantilla', 'movistar-pe-extracto', '--periodo', '2026-09'];
const importador = (args: readonly string[]) =>
  runImportador(args, {
    IMPORTADOR_URL: app.url,
    IMPORTADOR_USUARIO: ADMIN.usuario,
    CONTRASENA: ADMIN.contrasena,
  });

beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
  folder = await mkdtemp(join(tmpdir(), 'importador-export-'));
  const { code, stderr } = await importador(['import', SAMPLE, ...CHOICE]);
  expect(code, stderr).toBe(0);
}, 120_000);
afterAll(async () => {
  await admin.close();
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('export', () => {
  const NARROWED = ['--tipo-archivo', 'extracto', '--periodo', '2026-09'];

  it('writes a table to its output, with a log-in or with an API token that may read it', async () => {
    const { code, stdout, stderr } = await importador(['export', 'charges', ...NARROWED]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(1 + 72);
    const { createApiToken } = await admin.query<{ createApiToken: { token: string } }>(
      'mutation { createApiToken(name: "cargos", role: READER, scopes: [CHARGES]) { ... on ApiTokenPayload { token } } }',
    );
    const environment = { IMPORTADOR_URL: app.url, IMPORTADOR_TOKEN: createApiToken.token };
    const byToken = await runImportador(['export', 'charges', ...NARROWED], environment);
    expect(byToken).toEqual({ code: 0, stdout, stderr: '' });
    const forbidden = await runImportador(['export', 'issues'], environment);
    expect([forbidden.code, forbidden.stderr]).toEqual([1, expect.stringMatching(/^FORBIDDEN: /)]);
  });

  it('writes a file in the format of its ending', async () => {
    const path = join(folder, 'observaciones.ndjson');
    const ended = await importador([
      'export',
      'issues',
      ...NARROWED,
      '--severity',
      'ERROR',
      '--output',
      path,
    ]);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    const rows = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row).code).toSorted()).toEqual(['INVALID_NUMBER', 'OTHER_PERIODO']);
  });

  it.each([
    [['export', 'facturas'], /^NOT_FOUND: No hay tal exportación; son imports, charges e issues/],
    [['export', 'charges', '--periodo', 'ayer'], /"ayer"/],
    [['export', 'imports', '--concept', 'PLAN'], /^BAD_USER_INPUT: concept: /],
    [['export', 'charges', '--format', 'docx'], /^NOT_FOUND: /],
  ])('answers %j with 2 and what the server expects', async (args, expected) => {
    const { code, stdout, stderr } = await importador(args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)]);
  });

  it('that breaks off leaves no file, and says so', async () => {
    const broken = createServer((_request, response) => {
      response.writeHead(200).write('cursor,import_number\r\n', () => response.destroy());
    });
    broken.listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const { port } = broken.address() as AddressInfo;
    const path = join(folder, 'cortado.csv');
    const { code, stderr } = await runImportador(['export', 'imports', '--output', path], {
      IMPORTADOR_URL: `http://127.0.0.1:${port}`,
      IMPORTADOR_TOKEN: 'imp_t_any',
    });
    broken.close();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/se cortó .*cortado\.csv no se escribió/)]);
    expect((await readdir(folder)).filter((name) => name.startsWith('cortado'))).toEqual([]);
  });
});
