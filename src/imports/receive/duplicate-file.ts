import type { Sql } from '../../database/sql.ts';
import type { Estado } from '../../domain/codes.ts';
import { DuplicateError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import { runsOrHasStored } from '../stored-imports.ts';

export interface DuplicateFile {
  readonly id: number;
  readonly number: number;
  readonly estado: Estado;
  readonly periodo: string;
  readonly tipo: string;
}

/**
 * Another import of the empresa that runs with, or has stored, a file of the same bytes. Files that merely wait, and
 * imports that only validate, do not count: a validation stores nothing, neither here nor there.
 */
export async function findDuplicateFile(
  sql: Sql,
  empresaId: number,
  importId: number,
  sha256: string,
): Promise<DuplicateFile | undefined> {
  const [existing] = await sql.query<DuplicateFile>(
    `SELECT other.id, other.number, other.estado, other.periodo, other.tipo_archivo_code AS tipo
     FROM imports own JOIN imports other ON other.empresa_id = own.empresa_id AND other.id <> own.id
     WHERE own.empresa_id = $1 AND own.id = $2 AND NOT own.validate_only
       AND other.file_sha256 = $3 AND ${runsOrHasStored('other')}
     ORDER BY other.id LIMIT 1`,
    [empresaId, importId, sha256],
  );
  return existing;
}

/** Throws DuplicateError where there is one. */
export async function refuseDuplicateFile(
  sql: Sql,
  empresaId: number,
  importId: number,
  sha256: string,
): Promise<void> {
  const existing = await findDuplicateFile(sql, empresaId, importId, sha256);
  if (!existing) return;
  const { number, estado, periodo, tipo } = existing;
  throw new DuplicateError(
    message(
      `Este mismo archivo ya está en la importación ${number} (${estado}, ${tipo}, ${periodo}); elija otro archivo`,
      `This very file is in import ${number} already (${estado}, ${tipo}, ${periodo}); choose another file`,
    ),
    existing.id,
  );
}
