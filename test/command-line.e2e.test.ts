import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GeneratedFile, generateBillingFile } from '../bench/generate-billing-file.ts';
import type { ApiClient } from './api-client.ts';
import { type Ended, runImportador } from './command-line.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

let app: TestApp;
let admin: ApiClient;
let folder: string;
let large: string;
let generated: GeneratedFile;
const SAMPLE = join('test', 'fixtures', 'layouts', 'movistar-pe-extracto', 'extracto', 'sample.xlsx');
const CHOICE = ['--operador', 'movistar-pe', '--plantilla', 'movistar-pe-extracto', '--periodo', '2026-09'];
/** Long enough to be stopped in the middle. */
const ROWS = 300_000;

beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
  folder = await mkdtemp(join(tmpdir(), 'importador-command-line-'));
  large = join(folder, 'detalle.xlsx');
  generated = await generateBillingFile(large, { rows: ROWS, seed: 4 });
}, 120_000);
afterAll(async () => {
  await admin.close();
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const login = () => ({
  IMPORTADOR_URL: app.url,
  IMPORTADOR_USUARIO: ADMIN.usuario,
  CONTRASENA: ADMIN.contrasena,
});
const importador = (args: readonly string[], more: Record<string, string> = {}) =>
  runImportador(args, { ...login(), ...more });

async function counts(): Promise<Record<string, number>> {
  const { importCounts } = await admin.query<{ importCounts: Record<string, number> }>(
    '{ importCounts { pendiente enProceso finalizado eliminado } }',
  );
  return importCounts;
}

describe('npx importador', () => {
  it('shows what there is, in Spanish unless the system or --lang asks for English', async () => {
    const [bare, asked, english, chosen] = await Promise.all([
      runImportador([]),
      runImportador(['--help']),
      runImportador(['help'], { LANG: 'en_GB.UTF-8' }),
      runImportador(['help', '--lang', 'es'], { LANG: 'en_GB.UTF-8' }),
    ]);
    expect([bare.code, bare.stdout]).toEqual([2, '']);
    expect(bare.stderr).toBe(asked.stdout);
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    expect(asked.stdout).toMatch(/^Uso: npx importador ORDEN/);
    expect(english.stdout).toMatch(/^Usage: npx importador COMMAND/);
    expect(chosen.stdout).toBe(asked.stdout);
  });

  it('explains each command in both languages', async () => {
    const { stdout } = await runImportador(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name = '']) => name);
    expect(names).toEqual([
      'serve',
      'doctor',
      'import',
      'watch',
      'ls',
      'export',
      'cancel',
      'plantilla',
      'admin',
    ]);
    const explained = names.map((name) =>
      Promise.all([runImportador([name, '--help']), runImportador(['help', name, '--lang=en'])]),
    );
    for (const [n, [es, en]] of (await Promise.all(explained)).entries()) {
      const name = names[n];
      expect([es.code, en.code, es.stderr, en.stderr], name).toEqual([0, 0, '', '']);
      expect(es.stdout).toMatch(new RegExp(`^Uso: npx importador ${name}\\b[\\s\\S]*Termina con 0`));
      expect(en.stdout).toMatch(new RegExp(`^Usage: npx importador ${name}\\b[\\s\\S]*Ends with 0`));
      const widest = Math.max(...`${es.stdout}${en.stdout}`.split('\n').map((line) => line.length));
      expect(widest, name).toBeLessThanOrEqual(140);
    }
  });

  const misused: [args: string[], expected: string][] = [
    [['impotr'], '"impotr" no es una orden; hay: serve, '],
    [['ls', '--estado', 'LISTO'], '--estado "LISTO" no es ninguno de PENDIENTE_Y_EN_PROCESO, '],
    [['ls', '--lsit'], '--lsit no es una opción de aquí; hay: --url, '],
    [['ls', 'todo'], '"todo" sobra'],
    [['ls', '--first', '0'], '--first "0" no sirve; se espera un número de 1 a 200'],
    [['ls', '--url', 'ftp://ana:secreta@x'], 'La dirección del servidor "ftp://…@x" no sirve'],
    [['ls', '--lang', 'fr'], '--lang "fr" no sirve; se espera es o en'],
    [['watch'], 'El visor necesita una terminal'],
    [['watch', 'doce'], '"doce" no es el número de una importación'],
    [['cancel'], 'Falta NÚMERO'],
    [['serve', 'ya'], '"ya" sobra'],
    [['plantilla', 'mira'], '"mira" no es una orden; use check'],
    [['admin', 'empresa', '--lang', 'en'], '"empresa" is not a command'],
    [['import', ...CHOICE], 'Falta ARCHIVO'],
    [['import', SAMPLE, ...CHOICE.slice(0, 4)], 'Falta --periodo; se espera, por ejemplo, --periodo 2026-09'],
    [
      ['import', SAMPLE, ...CHOICE.slice(0, 5), '2026-13'],
      '--periodo "2026-13" no es un mes; se espera AAAA-MM',
    ],
    [['import', 'no-hay.xlsx', ...CHOICE], 'El archivo "no-hay.xlsx" no se puede leer (ENOENT)'],
    [['import', 'test', ...CHOICE], '"test" no es un archivo'],
  ];
  it('answers what it does not understand with 2 and what is expected, and does nothing', async () => {
    const before = await counts();
    const answers = await Promise.all(misused.map(([args]) => importador(args)));
    for (const [n, [args, expected]] of misused.entries()) {
      const of = JSON.stringify(args);
      expect(answers[n], of).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(expected),
      });
      expect(answers[n]?.stderr, of).toMatch(/npx importador/);
    }
    expect(await counts()).toEqual(before);
  });

  it('says so where nobody is named, and where the contraseña can be asked for nowhere', async () => {
    const nobody = await runImportador(['ls'], { IMPORTADOR_URL: app.url });
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('IMPORTADOR_USUARIO') });
    const noTerminal = await runImportador(['ls', '--usuario', 'ana', '--lang', 'en']);
    expect(noTerminal).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal') });
  });

  it('tells that a server is not there, and that a contraseña is wrong, without showing it', async () => {
    const away = await importador(['ls', '--url', 'http://127.0.0.1:9']);
    expect([away.code, away.stdout]).toEqual([1, '']);
    expect(away.stderr).toMatch(/^El servidor no responde .*npx importador serve/);
    const wrong = await importador(['ls'], { CONTRASENA: 'no es la buena 77' });
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toMatch(/^BAD_CREDENTIALS: /);
    expect(wrong.stderr).not.toContain('la buena 77');
  });
});

describe('import', () => {
  it('shows the progress to the end, and the outcome', async () => {
    const { code, stdout, stderr } = await importador(['import', SAMPLE, ...CHOICE]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^Importación n\.º 1: Movistar Perú → .* → 2026-09 → Extracto de facturación\n/);
    expect(stderr).toMatch(/Terminado +█{30} +100\.0 % +76 filas\n$/);
    expect(stdout).toMatch(/^FINALIZADO · Con observaciones\n/);
    expect(stdout).toMatch(/filas aceptadas +72\n[\s\S]*total +1642\.53 PEN\n/);
  });

  it('is refused where the file is in already: 1, and nothing is left waiting for a file', async () => {
    const { eliminado = 0 } = await counts();
    const { code, stdout, stderr } = await importador(['import', SAMPLE, ...CHOICE, '--lang', 'en']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/was taken back: no file arrived\.\nDUPLICATE_FILE: .* import 1 already/);
    expect(await counts()).toMatchObject({ pendiente: 0, eliminado: eliminado + 1 });
  });

  it('that fails is answered with 1, as JSON where that is asked for', async () => {
    const path = join(folder, 'otra.csv');
    await writeFile(path, 'a;b\n1;2\n');
    const { code, stdout } = await importador(['import', path, ...CHOICE, '--json']);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'FAILED', failure: { code: 'NO_HEADER' } });
  });

  it('names what can be chosen where a plantilla is not there, and schedules nothing', async () => {
    const before = await counts();
    const { code, stderr } = await importador(['import', SAMPLE, ...CHOICE.with(3, 'nada')]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'No hay Plantilla vigente en 2026-09 de movistar-pe "nada"; hay: movistar-pe-extracto',
    );
    expect(await counts()).toEqual(before);
  });

  it('goes on at the server after Ctrl-C, which says how to watch and cancel it', async () => {
    const run = importLarge();
    await run.says('Leyendo');
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    const [, number = ''] = /npx importador watch (\d+)\n.*npx importador cancel \1\n$/.exec(stderr) ?? [];
    expect(stderr).toContain(`La importación n.º ${number} sigue en el servidor.`);
    const watched = await importador(['watch', number, '--json']);
    expect([watched.code, watched.stderr.includes('Terminado')], watched.stderr).toEqual([0, true]);
    expect(JSON.parse(watched.stdout)).toMatchObject({
      number: Number(number),
      outcome: 'SUCCEEDED',
      progress: { rowsRead: ROWS },
      totals: { total: generated.total },
    });
  });

  it('is canceled by its number, which whoever waits for it sees', async () => {
    await admin.query(
      'mutation ($id: ID!, $reason: String!) { revertImport(id: $id, reason: $reason) { __typename } }',
      {
        id: await idOfLarge(),
        reason: 'otra vez',
      },
    );
    const run = importLarge();
    await run.says('Leyendo');
    const [, number = ''] = /n\.º (\d+)/.exec(await firstLine(run)) ?? [];
    const canceled = await importador(['cancel', number]);
    expect([canceled.code, canceled.stdout]).toEqual([
      0,
      expect.stringMatching(`^Importación n\\.º ${number}: cancel(?:ándose|ada)\n$`),
    ]);
    const { code, stdout } = await run;
    expect([code, stdout.split('\n')[0]]).toEqual([1, 'FINALIZADO · Cancelado']);
    const tooLate = await importador(['cancel', '1']);
    expect([tooLate.code, tooLate.stderr]).toEqual([1, expect.stringMatching(/^WRONG_STATE: /)]);
  });
});

describe('ls', () => {
  it('lists the imports of an estado, written as people write it, or as JSON lines', async () => {
    const text = await importador(['ls', '--estado', 'finalizado']);
    expect(text.stdout).toMatch(/\[4 Finalizado \d+\]/);
    expect(text.stdout).toMatch(/^ +1 Movistar Perú .* Con observaciones *$/m);
    const { code, stdout } = await importador(['ls', '--estado', 'FINALIZADO', '--json', '--first', '200']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { number: number });
    expect([code, rows.at(-1)]).toMatchObject([0, { number: 1, outcome: 'SUCCEEDED_WITH_ISSUES' }]);
  });

  it('takes an API token in place of a log-in; import does not', async () => {
    const { createApiToken } = await admin.query<{ createApiToken: { token: string } }>(
      'mutation { createApiToken(name: "guion", role: READER) { ... on ApiTokenPayload { token } } }',
    );
    const environment = { IMPORTADOR_URL: app.url, IMPORTADOR_TOKEN: createApiToken.token };
    const listed = await runImportador(['ls', '--estado', 'finalizado'], environment);
    expect([listed.code, listed.stderr]).toEqual([0, '']);
    const watched = await runImportador(['watch', '1'], environment);
    expect(watched, watched.stderr).toMatchObject({ code: 0 });
    const imported = await runImportador(['import', SAMPLE, ...CHOICE], environment);
    expect(imported).toMatchObject({ code: 2, stderr: expect.stringContaining('--usuario') });
    const ended = await runImportador(['ls'], { ...environment, IMPORTADOR_TOKEN: 'imp_t_nada' });
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('IMPORTADOR_TOKEN no vale')]);
  });

  it('ends quietly where nobody reads on', async () => {
    const run = importador(['ls', '--estado', 'finalizado']);
    run.child.stdout?.destroy();
    const { code, stderr } = await run;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('plantilla check', () => {
  it('tries a plantilla on a file, in the language asked for, without a server', async () => {
    const built = join('src', 'plantillas', 'built-in', 'movistar-pe-extracto.json');
    const { code, stdout } = await runImportador([
      'plantilla',
      'check',
      built,
      SAMPLE,
      '--periodo',
      '2026-09',
      '--lang',
      'en',
    ]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Rows: 76 read, 72 accepted, 2 rejected, 2 skipped'),
    ]);
    const wrong: Ended = await runImportador(['plantilla', 'check', 'package.json']);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('tiposArchivo: falta')]);
  });
});

function importLarge() {
  const { plantilla, tipoArchivo, periodo } = generated;
  const choice = ['--operador', 'Movistar México', '--plantilla', plantilla, '--tipo-archivo', tipoArchivo];
  return importador(['import', large, ...choice, '--periodo', periodo]);
}

async function idOfLarge(): Promise<string> {
  const { imports } = await admin.query<{ imports: { nodes: { id: string }[] } }>(
    '{ imports(filter: { search: "detalle", outcome: [SUCCEEDED] }) { nodes { id } } }',
  );
  return imports.nodes[0]?.id ?? '';
}

async function firstLine(run: ReturnType<typeof runImportador>): Promise<string> {
  await run.says('\n');
  return run.written().split('\n')[0] ?? '';
}
