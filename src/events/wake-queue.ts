import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database } from '../database/open-database.ts';
import type { Sql } from '../database/sql.ts';

/** Wakes whoever runs imports. The import's row is the truth: a wake may come twice, late, or for nothing. */
export interface WakeQueue extends AsyncDisposable {
  /** In the caller's transaction: delivered to one process after the commit, and not before `at`. */
  wake(sql: Sql, importId: number, at?: Date): Promise<void>;
  /**
   * Starts the deliveries. A listener that rejects is called again a little later, a few times; one that takes long holds
   * up the wakes behind it, so it notes the import and returns.
   */
  onWake(listener: (importId: number) => Promise<void>): void;
  /** No deliveries here from now on: what is woken goes to another process, or waits for one. Resolves once it is so. */
  stopDelivering(): Promise<void>;
}

const QUEUE = 'import-wake';
/** Its pool; one more connection listens. */
const CONNECTIONS = 2;
const BATCH = 20;
const QUEUE_OPTIONS = {
  notify: true,
  /** A process that dies between taking a wake and answering it: another gets it after this. */
  expireInSeconds: 30,
  /** Delivered wakes are of no use to anybody. */
  deleteAfterSeconds: 3_600,
  /** Counted from the date that the wake is due. */
  retentionSeconds: 14 * 86_400,
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
};
const MONITOR_SECONDS = 10;
/** While the database is away, every poll fails in the same way. */
const SAME_WARNING_MS = 30_000;
/**
 * What the database may take for an answer: behind a connection that went silent there is nobody, and a poll that waits
 * for it would be the last one.
 */
const ANSWER_MS = 12_000;
/** What a listener may still take when the queue is closed. */
const STOP_MS = 1_000;

/**
 * pg-boss in the schema pgboss of the same database. Survives restarts of the database, and connections that go silent;
 * resolves once it can deliver.
 */
export async function startWakeQueue(
  database: Pick<Database, 'url'>,
  log: Logger,
  { answerMs = ANSWER_MS } = {},
): Promise<WakeQueue> {
  const boss = await openBoss(database.url, log, answerMs);
  let working: Promise<unknown> = Promise.resolve();
  return {
    async wake(sql, importId, at) {
      const db = {
        executeSql: async (text: string, values?: unknown[]) => ({ rows: await sql.query(text, values) }),
      };
      await boss.send(QUEUE, { importId }, at ? { db, startAfter: at } : { db });
    },
    onWake(listener) {
      working = boss
        .work<{ importId: number }>(
          QUEUE,
          {
            batchSize: BATCH,
            pollingIntervalSeconds: 1,
            notifyPollingIntervalSeconds: 1,
            perJobResults: true,
          },
          (jobs) => Promise.all(jobs.map(({ id, data }) => deliver(id, data.importId, listener, log))),
        )
        .catch((error: unknown) => log.error({ err: error }, 'The queue cannot deliver'));
    },
    async stopDelivering() {
      await working;
      // A delivery under way is waited for, so that it cannot take what is woken next; but not in vain.
      const late = new AbortController();
      await Promise.race([
        boss.offWork(QUEUE, { wait: true }),
        sleep(STOP_MS, undefined, { signal: late.signal }).catch(() => {}),
      ]);
      late.abort();
    },
    async [Symbol.asyncDispose]() {
      await working;
      await boss.stop({ graceful: true, timeout: STOP_MS });
    },
  };
}

async function openBoss(url: string, log: Logger, answerMs: number): Promise<PgBoss> {
  const connections = { connectionString: url, max: CONNECTIONS, query_timeout: answerMs };
  const boss = new PgBoss({
    ...connections,
    application_name: 'importador queue',
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    openTelemetry: { enabled: false },
  });
  boss.on('error', quietWarning(log));
  try {
    await boss.start();
    await boss.createQueue(QUEUE, QUEUE_OPTIONS);
    await boss.updateQueue(QUEUE, QUEUE_OPTIONS); // one that an earlier version made
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  return boss;
}

async function deliver(
  id: string,
  importId: number,
  listener: (importId: number) => Promise<void>,
  log: Logger,
): Promise<{ id: string; status: 'completed' | 'failed' }> {
  try {
    await listener(importId);
    return { id, status: 'completed' };
  } catch (error) {
    // PostgreSQL quotes values in its messages: of an error only its name and code are kept.
    const { name, code } = error as Error & { code?: string };
    log.error({ name, code, importId }, 'A wake could not be handled; it comes again');
    return { id, status: 'failed' };
  }
}

function quietWarning(log: Logger): (error: Error & { code?: string }) => void {
  let last = { reason: '', at: Number.NEGATIVE_INFINITY };
  return ({ code, message: reason }) => {
    if (reason === last.reason && performance.now() - last.at < SAME_WARNING_MS) return;
    last = { reason, at: performance.now() };
    log.warn({ code, reason }, 'The queue could not reach the database or was refused; it goes on trying');
  };
}
