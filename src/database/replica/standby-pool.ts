import type pg from 'pg';
import { codeOf } from '../../domain/code-of.ts';
import { openPool, type PoolOptions } from '../open-pool.ts';
import { isFromServer } from '../run-transaction.ts';
import { onPool, type Sql } from '../sql.ts';
import type { ReplicaHealth, Trouble } from './replica-health.ts';
import { standbyOf, type WalPosition } from './wal-position.ts';

/** What has to hold of every connection to the replica. */
export interface Known {
  /** The furthest that the replica has said to have come. A standby that crashed may begin behind that. */
  replayed: WalPosition;
  /** The primary's, which the replica's has to be. */
  readonly cluster: string;
}

export interface StandbyPool extends AsyncDisposable {
  /** Its query asks the primary where the replica is not well or fails; otherwise it is a pool like any other. */
  readonly pool: pg.Pool;
  /** Of the replica alone. Throws a TroubleError where it is none. */
  ask(): Promise<WalPosition>;
}

/** A server answers at the replica's address, but not one to read from. */
export class TroubleError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`The replica is not fit to be read from: ${trouble}`);
    this.trouble = trouble;
  }
}

/** What PostgreSQL says to a statement that took too long: on the primary it would take as long again. */
const QUERY_CANCELED = '57014';

type Query = (...given: unknown[]) => Promise<unknown>;

/** Connects to nothing yet. */
export function standbyPool(
  options: PoolOptions,
  { primary, health, known }: { primary: pg.Pool; health: ReplicaHealth; known: Known },
): StandbyPool {
  const { pool, links } = openPool({
    ...options,
    checkConnection: async (sql) => void (await positionOn(sql, known)),
  });
  const [ofReplica, ofPrimary] = [pool.query.bind(pool) as Query, primary.query.bind(primary) as Query];
  const query: Query = async (...given) => {
    if (!health.isWell()) return ofPrimary(...given);
    try {
      return await ofReplica(...given);
    } catch (error) {
      if (codeOf(error) === QUERY_CANCELED) throw error;
      if (isLost(error)) health.fail(troubleOf(error), codeOf(error));
      return ofPrimary(...given);
    }
  };
  const replica = onPool({ query: ofReplica } as Pick<pg.Pool, 'query'>);
  return {
    pool: Object.assign(pool, { query }),
    async ask() {
      const position = await positionOn(replica, known);
      if (position > known.replayed) known.replayed = position;
      return position;
    },
    async [Symbol.asyncDispose]() {
      links[Symbol.dispose]();
      await pool.end();
    },
  };
}

async function positionOn(sql: Pick<Sql, 'query'>, known: Known): Promise<WalPosition> {
  const before = known.replayed;
  const { cluster, replayed } = await standbyOf(sql);
  if (cluster !== known.cluster) throw new TroubleError('OTHER_CLUSTER');
  if (replayed === undefined) throw new TroubleError('NO_STANDBY');
  if (replayed < before) throw new TroubleError('LAGGING');
  return replayed;
}

export function troubleOf(error: unknown): Trouble {
  return error instanceof TroubleError ? error.trouble : 'UNREACHABLE';
}

/** Or the server has no connection left to give. */
function isLost(error: unknown): boolean {
  return !isFromServer(error) || codeOf(error)?.startsWith('53') === true;
}
