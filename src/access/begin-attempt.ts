import { createHash } from 'node:crypto';
import type { Sql } from '../database/sql.ts';
import { CapacityError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import type { AccessParts, AttemptLimits } from './parts.ts';
import { usuarioKey } from './usuario-key.ts';

/** A try at a contrasena that counts as a failure from the moment it begins, until one of these says otherwise. */
export interface Attempt {
  /** Clears the usuario's failures; of the address only this one goes, as others behind it may still be guessing. */
  succeeded(): Promise<void>;
  /** It was never decided whether the contrasena is right. */
  withdraw(): Promise<void>;
}

export const ATTEMPT_LIMITS: AttemptLimits = {
  /** Far more than a person mistypes; at 40 an hour nothing of 12 characters is guessed. */
  perUsuario: 10,
  /** A whole office behind one address mistypes less. */
  perAddress: 50,
  windowSeconds: 15 * 60,
};

interface Counter {
  readonly key: string;
  readonly limit: number;
  readonly what: Message;
}
interface Taken {
  readonly key: string;
  readonly windowEndsAt: Date;
}

/**
 * Throws CapacityError TOO_MANY_ATTEMPTS, counting nothing, when the usuario or the address has used up its failures.
 * Counted before the contrasena is looked at, so that parallel attempts cannot slip through together, and whether or not
 * the usuario exists.
 */
export async function beginAttempt(
  { database, settings }: AccessParts,
  by: { usuario: string; address?: string },
): Promise<Attempt> {
  const limits = settings?.attempts ?? ATTEMPT_LIMITS;
  const usuario = usuarioCounter(by.usuario, limits);
  // Always in this order, so that two attempts never wait for each other.
  const counters = by.address === undefined ? [usuario] : [addressCounter(by.address, limits), usuario];
  const taken = await database.transaction(async (sql) => {
    const all: Taken[] = [];
    for (const counter of counters) all.push(await take(sql, counter, limits.windowSeconds));
    return all;
  });
  return {
    succeeded: async () => {
      for (const one of taken) if (one.key !== usuario.key) await giveBack(database, one);
      await database.pool.query('DELETE FROM login_attempts WHERE key = $1', [usuario.key]);
    },
    withdraw: async () => {
      for (const one of taken) await giveBack(database, one);
    },
  };
}

/** Who got a new contrasena may use it at once, whatever was tried before. */
export async function forgetAttempts(sql: Pick<Sql, 'query'>, usuario: string): Promise<void> {
  await sql.query('DELETE FROM login_attempts WHERE key = $1', [keyOfUsuario(usuario)]);
}

function keyOfUsuario(usuario: string): string {
  return `usuario:${sha256(usuarioKey(usuario))}`;
}

function usuarioCounter(usuario: string, limits: AttemptLimits): Counter {
  const what = message('con este usuario', 'with this usuario');
  return { key: keyOfUsuario(usuario), limit: limits.perUsuario, what };
}

function addressCounter(address: string, limits: AttemptLimits): Counter {
  const what = message('desde esta dirección', 'from this address');
  return { key: `address:${sha256(address)}`, limit: limits.perAddress, what };
}

async function take(sql: Sql, counter: Counter, windowSeconds: number): Promise<Taken> {
  const [row] = await sql.query<{ window_ends_at: Date }>(
    `INSERT INTO login_attempts AS a (key, count, window_ends_at)
     VALUES ($1, 1, now() + make_interval(secs => $3))
     ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN a.window_ends_at > now() THEN a.count + 1 ELSE 1 END,
       window_ends_at = CASE WHEN a.window_ends_at > now() THEN a.window_ends_at ELSE excluded.window_ends_at END
     WHERE a.count < $2 OR a.window_ends_at <= now()
     RETURNING window_ends_at`,
    [counter.key, counter.limit, windowSeconds],
  );
  if (!row) throw tooManyAttempts(counter.what, await secondsLeft(sql, counter.key));
  return { key: counter.key, windowEndsAt: row.window_ends_at };
}

async function secondsLeft(sql: Sql, key: string): Promise<number> {
  const [row] = await sql.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM window_ends_at - now())))::int AS seconds FROM login_attempts WHERE key = $1`,
    [key],
  );
  return row?.seconds ?? 1;
}

/** Only in the window it was taken from: the next one did not count it. */
async function giveBack(database: AccessParts['database'], { key, windowEndsAt }: Taken): Promise<void> {
  await database.pool.query(
    'UPDATE login_attempts SET count = count - 1 WHERE key = $1 AND window_ends_at = $2 AND count > 0',
    [key, windowEndsAt],
  );
}

function tooManyAttempts(what: Message, seconds: number): CapacityError {
  const minutes = Math.ceil(seconds / 60);
  return new CapacityError(
    message(
      `Demasiados intentos fallidos ${what.es}; vuelva a intentarlo en ${minutes} min`,
      `Too many failed attempts ${what.en}; try again in ${minutes} min`,
    ),
    seconds,
    'TOO_MANY_ATTEMPTS',
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
