import { createHash } from 'node:crypto';
import type { Database } from '../database/open-database.ts';
import type { Sql } from '../database/sql.ts';
import { ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Session } from '../domain/session.ts';
import type { ScheduleImportInput } from './schedule-input.ts';

export const IDEMPOTENCY_DAYS = 30;

export interface KeyUse {
  readonly session: Session;
  readonly key: string;
  /** parametersOf the input. */
  readonly parameters: string;
}

/** Equal for equal input, whatever the order in which it was written; the key itself is no part of it. */
export function parametersOf(input: ScheduleImportInput): string {
  const { idempotencyKey: _, ...given } = input;
  const parameters = { ...given, programacion: given.programacion ?? { mode: 'AHORA' } };
  return createHash('sha256').update(canonical(parameters)).digest('hex');
}

/**
 * The import that the key was used for within the last 30 days; undefined: it is free. Throws ValidationError
 * IDEMPOTENCY_KEY_REUSED where it was used for other parameters.
 */
export async function readKey(
  { pool }: Pick<Database, 'pool'>,
  { session, key, parameters }: KeyUse,
): Promise<number | undefined> {
  if (/\p{Cc}/u.test(key)) return undefined; // never stored, and the database cannot even be asked for \0
  const { rows } = await pool.query<{ importId: number; parameters: string }>(
    `SELECT import_id AS "importId", parameters FROM idempotency_keys
     WHERE empresa_id = $1 AND usuario_id = $2 AND key = $3 AND created_at > now() - make_interval(days => $4)`,
    [session.empresaId, session.usuarioId, key, IDEMPOTENCY_DAYS],
  );
  const used = rows[0];
  if (used && used.parameters !== parameters) throw reused(key);
  return used?.importId;
}

/**
 * Takes a key that is free or older than 30 days. False: it is in use. Of calls at the same time one takes it, the
 * others wait until that one has committed.
 */
export async function claimKey(sql: Sql, { session, key, parameters }: KeyUse): Promise<boolean> {
  const taken = await sql.query(
    `INSERT INTO idempotency_keys AS held (empresa_id, usuario_id, key, parameters, import_id)
     VALUES ($1, $2, $3, $4, 0)
     ON CONFLICT (empresa_id, usuario_id, key) DO UPDATE SET parameters = $4, import_id = 0, created_at = now()
       WHERE held.created_at <= now() - make_interval(days => $5)
     RETURNING 1`,
    [session.empresaId, session.usuarioId, key, parameters, IDEMPOTENCY_DAYS],
  );
  return taken.length > 0;
}

/** Says in the same transaction what the claimed key was used for. */
export async function useKey(sql: Sql, { session, key }: KeyUse, importId: number): Promise<void> {
  await sql.query(
    'UPDATE idempotency_keys SET import_id = $4 WHERE empresa_id = $1 AND usuario_id = $2 AND key = $3',
    [session.empresaId, session.usuarioId, key, importId],
  );
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

function reused(key: string): ValidationError {
  const field = {
    path: ['idempotencyKey'],
    code: 'IDEMPOTENCY_KEY_REUSED',
    text: message(
      `La idempotencyKey "${key}" ya se usó con otros parámetros; use una nueva para otra importación`,
      `The idempotencyKey "${key}" was used with other parameters; take a new one for another import`,
    ),
  };
  return new ValidationError([field], 'IDEMPOTENCY_KEY_REUSED');
}
