import { lockEmpresa } from '../database/lock-empresa.ts';
import type { Sql } from '../database/sql.ts';
import type { Estado, ImportOutcome, ImportPhase } from '../domain/codes.ts';
import { NotFoundError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Session } from '../domain/session.ts';
import type { ImportParts } from './parts.ts';

/** The part of an import's row that the verbs decide by, as it is now. */
export interface ImportNow {
  readonly id: number;
  readonly number: number;
  readonly estado: Estado;
  readonly phase: ImportPhase;
  readonly outcome: ImportOutcome | null;
  readonly version: number;
  readonly attempt: number;
  readonly confirmedAt: Date | null;
  readonly validateOnly: boolean;
  readonly createdById: number;
  readonly fileKey: string | null;
  readonly fileSha256: string | null;
  readonly fileBytes: bigint | null;
  readonly requestedSheet: string | null;
  readonly programacionMode: 'AHORA' | 'EN_FECHA';
  readonly programacionAt: Date | null;
  /** Its date has not come, by the database's clock. */
  readonly isEarly: boolean;
  /** The database's clock. */
  readonly clock: Date;
}

const COLUMNS = `id, number, estado, phase, outcome, version, attempt, confirmed_at AS "confirmedAt",
  validate_only AS "validateOnly",
  created_by_id AS "createdById", file_key AS "fileKey",
  file_sha256 AS "fileSha256", file_bytes AS "fileBytes", requested_sheet AS "requestedSheet",
  programacion_mode AS "programacionMode", programacion_at AS "programacionAt",
  coalesce(programacion_at > clock_timestamp(), false) AS "isEarly", clock_timestamp() AS clock`;

const MAX_ID = 2 ** 31 - 1;

/** Throws NotFoundError for an id that the session's empresa does not have, be it unknown, malformed or another's. */
export async function readImport(
  parts: Pick<ImportParts, 'database'>,
  session: Session,
  importId: number,
): Promise<ImportNow> {
  if (!isImportId(importId)) throw importNotFound();
  const { rows } = await parts.database.pool.query<ImportNow>(
    `SELECT ${COLUMNS} FROM imports WHERE empresa_id = $1 AND id = $2`,
    [session.empresaId, importId],
  );
  return rows[0] ?? refuse();
}

/**
 * Like readImport, and nothing changes the import until the transaction ends: what is decided by the answer still holds
 * when it is written. Locks the empresa first, as moveImport does.
 */
export async function lockImport(sql: Sql, empresaId: number, importId: number): Promise<ImportNow> {
  if (!isImportId(importId)) throw importNotFound();
  await lockEmpresa(sql, empresaId);
  const [row] = await sql.query<ImportNow>(
    `SELECT ${COLUMNS} FROM imports WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [empresaId, importId],
  );
  return row ?? refuse();
}

export function isImportId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0 && id <= MAX_ID;
}

export function importNotFound(): NotFoundError {
  return new NotFoundError(
    message(
      'No existe una importación con ese id en su empresa; tome el id de la lista de importaciones',
      'Your empresa has no import with that id; take the id from the list of imports',
    ),
    ['id'],
  );
}

function refuse(): never {
  throw importNotFound();
}
