import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import { serverSecret } from './access/server-secret.ts';
import type { Config } from './config.ts';
import type { Database } from './database/open-database.ts';
import { clusterOf } from './database/replica/wal-position.ts';
import { onPool } from './database/sql.ts';
import type { OpenCarrier } from './events/carrier.ts';
import { notifyCarrier } from './events/notify-carrier.ts';
import { redisCarrier } from './events/redis-carrier.ts';

/** What brings events to the other processes: Redis where EVENTS_URL names one, else the database. */
export async function carrierFor(
  { eventsUrl }: Pick<Config, 'eventsUrl'>,
  database: Database,
  log: Logger,
): Promise<OpenCarrier> {
  if (eventsUrl === undefined) return notifyCarrier(database, log);
  return redisCarrier({ url: eventsUrl, channel: await channelOf(database) }, log);
}

/**
 * The same for every process on this database and for no other: it follows from a secret in it, and from the cluster and
 * the database's own number there, so that a copy of it beside, in which the secret is the same, has another channel.
 */
async function channelOf(database: Database): Promise<string> {
  const secret = await serverSecret(database, 'events');
  const digest = createHmac('sha256', secret)
    .update(await clusterOf(onPool(database.pool)))
    .digest('hex');
  return `importador:${digest.slice(0, 32)}`;
}
