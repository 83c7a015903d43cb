import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { codeOf } from '../../domain/code-of.ts';
import { PrismaClient } from '../generated/client.ts';
import type { Database } from '../open-database.ts';
import type { PoolOptions } from '../open-pool.ts';
import { onPool } from '../sql.ts';
import type { Reading } from './reading.ts';
import { type ReplicaHealth, replicaHealth } from './replica-health.ts';
import { type SharedQuestion, sharedQuestion } from './shared-question.ts';
import { type Known, type StandbyPool, standbyPool, TroubleError, troubleOf } from './standby-pool.ts';
import { clusterOf, committedPosition, type WalPosition } from './wal-position.ts';

export interface ReplicaOptions extends PoolOptions {
  readonly primary: Database;
}

/** So long an operation waits for the replica to catch up; then it reads from the primary. */
const PATIENCE_MS = 30;
const LOOK_MS = 1_000;

/**
 * Reads from a streaming replica of the primary whenever that has replayed everything committed on the primary before the
 * operation began. So nobody sees anything older there than the primary would have shown: not their own write undone, nor
 * anything that they or others have seen before, through whichever process. A statement that fails on it is asked of the
 * primary. Throws where the URL leads to a database that is no replica of the primary; one that cannot be reached is
 * logged, and used once it can be.
 */
export async function openReplica({ primary, ...options }: ReplicaOptions): Promise<Reading> {
  const health = replicaHealth(options.log);
  const onPrimary = onPool(primary.pool);
  const known: Known = { replayed: 0n, cluster: await clusterOf(onPrimary) };
  const standby = standbyPool(options, { primary: primary.pool, health, known });
  const parts: Parts = {
    health,
    known,
    committed: sharedQuestion(() => committedPosition(onPrimary)),
    replayed: sharedQuestion(() => askReplica(standby, health)),
  };
  try {
    await checkAtStart(standby, health);
  } catch (error) {
    await standby[Symbol.asyncDispose]();
    throw error;
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(standby.pool) });
  const replica: Database = { ...primary, url: options.url, prisma, pool: standby.pool };
  const looks = startLooking(parts);
  return {
    forReading: async () => ((await hasCaughtUp(parts)) ? replica : primary),
    async [Symbol.asyncDispose]() {
      await looks[Symbol.asyncDispose]();
      await prisma.$disconnect();
      await standby[Symbol.asyncDispose]();
    },
  };
}

interface Parts {
  readonly health: ReplicaHealth;
  readonly known: Known;
  readonly committed: SharedQuestion<WalPosition>;
  /** Undefined: there was no answer, and health knows why. */
  readonly replayed: SharedQuestion<WalPosition | undefined>;
}

async function askReplica({ ask }: StandbyPool, health: ReplicaHealth): Promise<WalPosition | undefined> {
  try {
    return await ask();
  } catch (error) {
    health.fail(troubleOf(error), codeOf(error));
    return undefined;
  }
}

async function hasCaughtUp(parts: Parts): Promise<boolean> {
  const { health, known, committed } = parts;
  if (!health.isWell()) return false;
  try {
    const wanted = await committed.fresh();
    if (known.replayed < wanted) await waitFor(parts, wanted);
    if (!health.isWell()) return false;
    if (known.replayed < wanted) health.missed();
    else health.reached();
    return known.replayed >= wanted && health.isWell();
  } catch {
    return false; // the primary does not answer: what is read from it will say so
  }
}

/** Asks the replica at growing intervals, for as long as patience lasts; an answer that takes longer counts as none. */
async function waitFor({ replayed, known, health }: Parts, wanted: WalPosition): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (let pause = 1; ; pause *= 2) {
    const enough = new AbortController();
    const late = sleep(until - performance.now(), undefined, { signal: enough.signal }).catch(() => {});
    await Promise.race([replayed.latest(), late]);
    enough.abort();
    if (known.replayed >= wanted || !health.isWell() || !health.isPatient()) return;
    if (performance.now() + pause >= until) return;
    await sleep(pause);
  }
}

/** Looks, while it is not well, whether it is again. */
function startLooking({ health, committed, replayed }: Parts): AsyncDisposable {
  let running: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const wanted = await committed.fresh();
    await sleep(PATIENCE_MS);
    const reached = await replayed.fresh();
    if (reached === undefined) return;
    if (reached >= wanted) health.lookedWell();
    else health.missed();
  };
  const timer = setInterval(() => {
    if (health.isWell() || running) return;
    running = look()
      .catch(() => {}) // the primary is away: the next look finds out
      .finally(() => {
        running = undefined;
      });
  }, LOOK_MS);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}

async function checkAtStart({ ask }: StandbyPool, health: ReplicaHealth): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof TroubleError)) return health.fail('UNREACHABLE', codeOf(error));
    throw new Error(
      'DATABASE_REPLICA_URL lleva a una base de datos que no es una réplica (hot standby) de la de DATABASE_URL; ponga la dirección de una réplica por streaming de ella, o quite la variable / ' +
        'DATABASE_REPLICA_URL leads to a database that is no hot standby of that of DATABASE_URL; give the address of a streaming replica of it, or leave the variable out',
      { cause: error },
    );
  }
}
