import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Held shared by every process that uses the server, exclusively by the one that stops it. */
const PRESENCE_LOCK = 1_768_712_307;
const RECONNECT_MS = 1_000;

/** This process's place among those that use an embedded server, whichever of them started it. */
export interface Presence {
  /** Gives the place up. True: it was the last one, and nobody can come in until the server has been stopped. */
  leave(): Promise<boolean>;
  /** Closes the connection that a leave() with true keeps open. */
  close(): Promise<void>;
}

/** Rejects where the server goes down meanwhile. `revive` is to start it again where it is found dead later. */
export async function enter(url: string, revive: () => Promise<unknown>): Promise<Presence> {
  let client = await connect(url);
  const leaving = new AbortController();
  let reconnecting: Promise<void> | undefined;
  const watch = (current: pg.Client) => {
    current.once('end', () => {
      if (leaving.signal.aborted) return;
      reconnecting = reconnect(url, revive, leaving.signal).then((next) => {
        if (!next) return;
        client = next;
        watch(next);
      });
    });
  };
  watch(client);
  return {
    async leave() {
      leaving.abort();
      await reconnecting; // what it has just started is to be stopped again
      try {
        await client.query('SELECT pg_advisory_unlock_shared($1)', [PRESENCE_LOCK]);
        const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [
          PRESENCE_LOCK,
        ]);
        if (rows[0]?.last) return true;
      } catch {
        // The server is gone already.
      }
      await client.end().catch(() => {});
      return false;
    },
    close: () => client.end().catch(() => {}),
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'importador presence',
    keepAlive: true,
  });
  client.on('error', () => {}); // 'end' follows
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** PostgreSQL restarts itself when one of its processes dies; when its first one does, nobody else is there to do it. */
async function reconnect(
  url: string,
  revive: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<pg.Client | undefined> {
  for (;;) {
    const client = await connect(url).catch(() => undefined);
    if (client || signal.aborted) return client;
    await revive().catch(() => {}); // it says in its log why not; the next round tries again
    await sleep(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
