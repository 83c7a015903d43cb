import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface RunningServer extends AsyncDisposable {
  /** Where the API is. */
  readonly graphqlUrl: string;
  /** From the start of the process to the first good answer of /readyz. */
  readonly secondsToReady: number;
  /** The most memory that the process has held so far (resident, the database's processes not counted). Linux only. */
  peakMemory(): Promise<number | undefined>;
}

export interface ServerSettings {
  readonly dataDir: string;
  readonly usuario: string;
  readonly contrasena: string;
}

const ENTRY = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_WITHIN_MS = 60_000;
const READY_POLL_MS = 20;
const STOP_WITHIN_MS = 20_000;
/** Shown when the server dies: enough to see why. */
const LAST_LINES = 20;

/** The server as a process of its own on a free port, with the embedded database; disposing it sends SIGTERM and waits. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  const started = performance.now();
  const child = spawn(process.execPath, [ENTRY], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C on the terminal is for the demo, which then ends the server in order.
    detached: true,
  });
  const dispose = () => stop(child);
  try {
    const url = await listeningUrl(child);
    await ready(url);
    return {
      graphqlUrl: `${url}/graphql`,
      secondsToReady: (performance.now() - started) / 1_000,
      peakMemory: () => peakMemory(child.pid),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function environment({ dataDir, usuario, contrasena }: ServerSettings): NodeJS.ProcessEnv {
  const { DATABASE_URL: _embeddedInstead, ...inherited } = process.env;
  return {
    ...inherited,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'info',
    ADMIN_USUARIO: usuario,
    ADMIN_CONTRASENA: contrasena,
  };
}

/** What the server's log says once it listens; throws with its last lines where it ends before. */
async function listeningUrl(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the server was started without its output');
  const last: string[] = [];
  const remember = (line: string) => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  };
  createInterface({ input: stderr }).on('line', remember);
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      remember(line);
      const url = /"url":"(http:[^"]+)\/graphql"/.exec(line)?.[1];
      if (url) resolve(url);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(new Error(`the server ended before it was ready (${signal ?? code}):\n${last.join('\n')}`));
    });
  });
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (Date.now() > deadline)
      throw new Error(`${url}/readyz was not ready within ${READY_WITHIN_MS / 1_000} s`);
    await delay(READY_POLL_MS);
  }
}

async function peakMemory(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await closed;
  clearTimeout(insist);
}
