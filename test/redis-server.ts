import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server-process.ts';

/** A Redis, or a compatible server, of the test's own. */
export interface RedisServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Ends it at once, as a power cut would; `start` brings it back at the same address. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

const HOST = '127.0.0.1';

/** The program that TEST_REDIS_SERVER names, without persistence. */
export async function startRedisServer(options: { readonly password?: string } = {}): Promise<RedisServer> {
  const program = process.env.TEST_REDIS_SERVER;
  if (!program)
    throw new Error(
      'Set TEST_REDIS_SERVER to a redis-server or valkey-server, such as TEST_REDIS_SERVER=redis-server (Debian: apt-get install redis-server)',
    );
  const folder = await mkdtemp(join(tmpdir(), 'importador-redis-'));
  const port = await freePort();
  const flags = ['--bind', HOST, '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
  if (options.password) flags.push('--requirepass', options.password);
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const child = spawn(program, flags, { stdio: 'ignore' });
    running = child;
    await untilItListens(port, child);
  };
  const kill = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  const credentials = options.password ? `:${encodeURIComponent(options.password)}@` : '';
  return {
    host: HOST,
    port,
    url: `redis://${credentials}${HOST}:${port}`,
    kill,
    start,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilItListens(port: number, child: ChildProcess): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  for (let tries = 0; tries < 200; tries++) {
    if (failure) throw failure;
    if (child.exitCode !== null) throw new Error(`The Redis server ended with code ${child.exitCode}`);
    if (await isListening(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The Redis server did not start to listen');
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
