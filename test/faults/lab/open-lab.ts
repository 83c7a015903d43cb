import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClient, connectApi } from '../../api-client.ts';
import {
  type Command,
  freePort,
  SERVER,
  type ServerProcess,
  startServerProcess,
} from '../../server-process.ts';
import { ADMIN } from '../../start-app.ts';
import type { DatabaseKind } from '../fault.ts';
import { type BillingFile, billingFile, type FileOptions } from './billing-file.ts';
import { type DatabasePlace, embeddedPlace, ownPostgres, serverPlace } from './database-place.ts';
import { type End, type Expected, importIdOf } from './expected.ts';
import { type Door, type Follower, follow } from './follower.ts';
import { MissedError, must } from './missed-error.ts';
import { judge } from './oracle.ts';
import { until, within } from './until.ts';

export interface StartOptions {
  /** The name of a machine of its own. Left out: this one. */
  readonly machine?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly prefix?: readonly string[];
}

/** What a reading thread meets: see troubled-thread.mjs. */
export type Trouble =
  | { readonly slowMs: number }
  | { readonly do: 'exit' | 'memory' | 'loop'; readonly times?: number };

/** One fault's world: a folder, a database, the servers on them, and a book of everything that was acknowledged. */
export interface Lab extends AsyncDisposable {
  readonly kind: DatabaseKind;
  readonly quick: boolean;
  readonly folder: string;
  readonly dataDir: string;
  readonly place: DatabasePlace;
  start(options?: StartOptions): Promise<ServerProcess>;
  /** From here on the servers use it; the lab ends it. Before the first start. */
  use(place: DatabasePlace): void;
  file(options: FileOptions): Promise<BillingFile>;
  login(server: Pick<ServerProcess, 'graphqlUrl'>, usuario?: string): Promise<ApiClient>;
  /** Schedules an import and writes it into the book. */
  schedule(client: ApiClient, file: BillingFile, words?: Record<string, unknown>): Promise<string>;
  /** The same, with the file. */
  submit(client: ApiClient, file: BillingFile, words?: Record<string, unknown>): Promise<string>;
  /** How it may end; SUCCEEDED unless told otherwise. */
  expect(id: string, file: BillingFile | undefined, ...ends: readonly End[]): void;
  /** Also asks the oracle whether it saw what it had to. */
  follow(id: string, door: () => Door): Follower;
  /** For the reading of one import's file, or all. */
  trouble(what: string | 'all', trouble: Trouble | undefined): Promise<void>;
  /** Once: every follower has seen the end, nothing is held, each server ends with 0: then the oracle speaks. */
  finish(): Promise<string[]>;
}

const SETTLE_MS = 120_000;
const END_MS = 20_000;
const PRELOAD = join(import.meta.dirname, 'troubled-thread.mjs');

export async function openLab(kind: DatabaseKind, options: { quick: boolean }): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), `importador-faults-${kind}-`));
  const [dataDir, temporary, troubles] = ['data', 'tmp', 'troubles'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [dataDir, temporary, troubles]) await mkdir(each);
  const output = openSync(join(folder, 'servers.log'), 'a');
  const servers = new Set<ServerProcess>();
  const ended = new Set<ServerProcess>();
  const expected = new Map<number, Expected>();
  const followers: Follower[] = [];
  const places: DatabasePlace[] = [];
  if (kind === 'embedded') places.push(embeddedPlace(dataDir));
  else places.push(serverPlace(await ownPostgres(kind, join(folder, 'postgresql'))));
  const place = (): DatabasePlace => places.at(-1) ?? embeddedPlace(dataDir);
  let finished: Promise<string[]> | undefined;
  const finish = async (): Promise<string[]> => {
    for (const each of followers)
      await within(`import ${importIdOf(each.importId)} settles`, SETTLE_MS, each.settled);
    const running = [...servers].filter((server) => !ended.has(server));
    if (running.length > 0) await untilIdle(lab);
    const codes = running.map(async (server) => {
      ended.add(server);
      const code = await within('a server ends', END_MS, server.end('SIGTERM'));
      return code === 0 ? [] : [`a server ended with ${code}`];
    });
    const misses = (await Promise.all(codes)).flat();
    const book = [...expected.values()];
    return [
      ...misses,
      ...(await judge({
        place: place(),
        files: join(dataDir, 'files'),
        temporary,
        expected: book,
        followers,
      })),
    ];
  };
  const lab: Lab = {
    kind,
    quick: options.quick,
    folder,
    dataDir,
    get place() {
      return place();
    },
    use: (next) => void places.push(next),
    async start({ machine, environment = {}, prefix = [] } = {}) {
      const server = await startServerProcess(
        dataDir,
        {
          ...place().environment,
          PORT: String(await freePort()),
          TMPDIR: temporary,
          FAULT_DIR: troubles,
          NODE_OPTIONS: `--import ${PRELOAD}`,
          LOG_LEVEL: 'warn',
          ...environment,
        },
        becoming([...(machine ? onMachine(machine) : []), ...prefix]),
        output,
      );
      servers.add(server);
      const noted: ServerProcess = {
        ...server,
        end: (signal) => {
          ended.add(server);
          return server.end(signal);
        },
      };
      return noted;
    },
    file: (wanted) => billingFile(folder, wanted),
    login: (server, usuario = ADMIN.usuario) => connectApi(server.graphqlUrl, usuario, ADMIN.contrasena),
    async schedule(client, file, words = {}) {
      const { plantilla, periodo } = file;
      const answer = await client.schedule({ plantilla, periodo, ...words });
      must(answer.import !== undefined, `scheduleImport answered ${JSON.stringify(answer)}`);
      lab.expect(answer.import.id, file, 'PENDIENTE');
      return answer.import.id;
    },
    async submit(client, file, words = {}) {
      const id = await lab.schedule(client, file, words);
      const answer = await client.upload(id, await file.bytes(), { name: file.name });
      must(answer.import !== undefined, `uploadBillingFile answered ${JSON.stringify(answer)}`);
      lab.expect(id, file);
      return id;
    },
    expect(id, file, ...ends) {
      const importId = importIdOf(id);
      expected.set(importId, { importId, file, ends: ends.length > 0 ? ends : ['SUCCEEDED'] });
    },
    follow(id, door) {
      const follower = follow(id, door);
      followers.push(follower);
      return follower;
    },
    async trouble(what, trouble) {
      const path = join(troubles, what);
      if (trouble) await writeFile(path, JSON.stringify(trouble));
      else await rm(path, { force: true });
    },
    finish() {
      finished ??= finish();
      return finished;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(followers.map((each) => each.stop()));
      for (const server of servers) {
        server.signal('SIGCONT');
        if (!ended.has(server)) await server.end('SIGKILL');
      }
      await place()
        .query('SELECT 1')
        .catch(() => {}); // as its last user, stops the embedded database
      for (const each of places.reverse()) await each[Symbol.asyncDispose]();
      closeSync(output);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return lab;
}

/** The server, run by a command that runs the rest of its arguments in a place of its own. */
function becoming(prefix: readonly string[]): Command {
  const [program, ...args] = [...prefix, ...SERVER];
  return [program ?? SERVER[0], ...args];
}

/** A host name of its own is what makes a machine: a server asks only its own whether a process lives. */
function onMachine(name: string): string[] {
  const root = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...root, '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', name];
}

/** No import runs or waits for a worker, no wake is on its way, no lock of an import is held, no transaction is open. */
async function untilIdle({ place }: Lab): Promise<void> {
  let last = '';
  const isIdle = async (): Promise<boolean> => {
    const [held] = await place.query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM imports WHERE estado = 'EN_PROCESO' OR phase = 'QUEUED') AS running,
         (SELECT count(*)::int FROM pgboss.job WHERE state < 'completed' AND start_after <= now()) AS jobs,
         (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND classid BETWEEN 7236000 AND 7236099
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks,
         (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()
            AND state LIKE 'idle in transaction%') AS transactions`,
    );
    last = JSON.stringify(held);
    return Object.values(held ?? { none: 1 }).every((count) => count === 0);
  };
  await until('nothing runs', () => isIdle().catch(() => false), SETTLE_MS).catch((error: unknown) => {
    throw error instanceof MissedError ? new MissedError(`${error.message}: ${last}`) : error;
  });
}
