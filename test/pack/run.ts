/**
 * `npm run test:pack`: what `npm pack` makes is installed into an empty folder, and imports there. Says how
 * long each took.
 */
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../server-process.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SAMPLE = join(ROOT, 'test/fixtures/layouts/movistar-pe-extracto/extracto');
const CHOICE = ['--operador', 'movistar-pe', '--plantilla', 'movistar-pe-extracto', '--periodo', '2026-09'];
const READY_WITHIN_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'importador-pack-'));
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? folder,
  PORT: String(await freePort()),
  ADMIN_USUARIO: 'ana',
  ADMIN_CONTRASENA: 'cuatro palabras al azar',
  LOG_LEVEL: 'warn',
};
const url = `http://127.0.0.1:${environment.PORT}`;
const asAna = {
  ...environment,
  IMPORTADOR_URL: url,
  IMPORTADOR_USUARIO: 'ana',
  CONTRASENA: environment.ADMIN_CONTRASENA,
};

try {
  const packed = timed('npm pack', () => run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT }));
  const archive = join(folder, packed.trim().split('\n').at(-1) ?? '');
  say('package', `${(statSync(archive).size / 1_000).toFixed(0)} kB`);
  run('npm', ['init', '-y']);
  timed('npm i', () => run('npm', ['i', '--omit=dev', archive]));
  timed('npx importador doctor', () => run('npx', ['importador', 'doctor']));
  await onServer();
  process.stdout.write('ok\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Imports the sample and compares what came of it. */
async function onServer(): Promise<void> {
  const started = performance.now();
  // A group of its own: the signal goes to all of it, as Ctrl-C on a terminal does.
  const options: SpawnOptions = { cwd: folder, env: environment, stdio: 'inherit', detached: true };
  const server = spawn('npx', ['importador', 'serve'], options);
  const closed = once(server, 'close');
  try {
    await ready();
    say('npx importador serve', `ready after ${seconds(started)}`);
    const args = ['importador', 'import', join(SAMPLE, 'sample.xlsx'), ...CHOICE, '--json'];
    const text = timed('npx importador import', () => run('npx', args, { env: asAna }));
    compare(JSON.parse(text));
    run('npx', ['importador', 'ls', '--estado', 'finalizado'], { env: asAna });
  } finally {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGINT');
    await closed;
  }
}

interface Outcome {
  readonly progress: Readonly<Record<string, unknown>>;
  readonly totals: Readonly<Record<string, unknown>>;
}

function compare({ progress, totals }: Outcome): void {
  const found: Readonly<Record<string, unknown>> = { ...progress, ...totals };
  const expected: Record<string, unknown> = JSON.parse(readFileSync(join(SAMPLE, 'expected.json'), 'utf8'));
  for (const name of ['rowsRead', 'rowsAccepted', 'rowsRejected', 'charges', 'lineas', 'net', 'tax', 'total'])
    if (found[name] !== expected[name])
      throw new Error(`${name}: expected ${expected[name]}, imported ${found[name]}`);
}

async function ready(): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The installed server was not ready within ${READY_WITHIN_MS / 1_000} s`);
}

function run(program: string, args: readonly string[], options: SpawnOptions = {}): string {
  const { status, stdout } = spawnSync(program, args, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return String(stdout);
  throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}`);
}

function timed<T>(what: string, work: () => T): T {
  const started = performance.now();
  const result = work();
  say(what, seconds(started));
  return result;
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1_000).toFixed(1)} s`;
}

function say(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(24)}${value}\n`);
}
