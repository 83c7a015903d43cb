import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ADMIN } from './start-app.ts';

/** The built server as its own process, for tests that kill it or weigh it. */
export interface ServerProcess {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly pid: number;
  /** From the start of the process until /readyz answered, in milliseconds. */
  readonly readyMs: number;
  /** The highest resident memory so far, in bytes (Linux). */
  peakRss(): number;
  /** Sends the signal, and does not wait. */
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end; the exit code, or the signal's name. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

const ROOT = join(import.meta.dirname, '..');
/** It becomes the server, with the process id that it was started with. */
export type Command = readonly [program: string, ...args: string[]];
/** What `npm start` runs: the server with what keeps its memory small. */
export const SERVER: Command = ['sh', '-c', startScript()];

export async function startServerProcess(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
  [program, ...args]: Command = SERVER,
  output: number | 'inherit' = 'inherit',
): Promise<ServerProcess> {
  const port = environment['PORT'] ?? String(await freePort());
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: port,
      DATA_DIR: dataDir,
      ADMIN_USUARIO: ADMIN.usuario,
      ADMIN_CONTRASENA: ADMIN.contrasena,
      LOG_LEVEL: 'error',
      // Who measures or kills a server asks more often than anybody else.
      RATE_LIMIT_SESSION: '0',
      RATE_LIMIT_ADDRESS: '0',
      ...environment,
    },
    stdio: ['ignore', output, output],
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const url = `http://${environment['HOST'] ?? '127.0.0.1'}:${port}`;
  await untilReady(`${url}/readyz`, child);
  return {
    url,
    graphqlUrl: `${url}/graphql`,
    pid: child.pid ?? 0,
    readyMs: Math.round(performance.now() - started),
    peakRss: () =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    signal: (signal) => child.kill(signal),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not become ready`);
}

/**
 * Below the ports that the system itself hands out: one that it chose and that was given back could belong
 * to somebody's connection before the server listens on it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function startScript(): string {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { scripts }: { scripts: { start: string } } = JSON.parse(text);
  return scripts.start;
}
