import type { Sql } from '../../database/sql.ts';
import type { ImportOutcome } from '../../domain/codes.ts';
import { takesCorrectedRows } from '../../domain/import-state.ts';
import type { ImportNow } from '../import-now.ts';
import { importNotFound } from '../import-now.ts';
import type { ImportWork } from '../run/import-work.ts';
import { type NotNow, notNow } from './refuse-rows.ts';

/** What bringing rows into an import needs to know of it; its version tells whether it is still so. */
export interface ReprocessWork
  extends Pick<
    ImportWork,
    | 'empresaId'
    | 'importId'
    | 'attempt'
    | 'number'
    | 'operadorId'
    | 'plantillaCode'
    | 'tipoArchivoCode'
    | 'periodo'
    | 'definition'
    | 'duplicatePolicy'
    | 'fileName'
  > {
  readonly estado: ImportNow['estado'];
  readonly phase: ImportNow['phase'];
  readonly outcome: ImportOutcome | null;
  readonly version: number;
  readonly validateOnly: boolean;
  readonly rowsRejected: number;
  readonly rowsPurgedAt: Date | null;
  readonly fileSha256: string;
}

/** Throws NotFoundError, and TransitionError where the import takes no corrected rows. */
export async function readReprocessWork(
  sql: Pick<Sql, 'query'>,
  empresaId: number,
  importId: number,
): Promise<ReprocessWork> {
  const [work] = await sql.query<ReprocessWork>(
    `SELECT i.empresa_id AS "empresaId", i.id AS "importId", i.attempt, i.number, i.estado, i.phase, i.outcome,
       i.version, i.validate_only AS "validateOnly", i.rows_rejected AS "rowsRejected", i.rows_purged_at AS "rowsPurgedAt",
       i.file_name AS "fileName", i.file_sha256 AS "fileSha256", i.operador_id AS "operadorId", i.plantilla_code AS "plantillaCode",
       i.tipo_archivo_code AS "tipoArchivoCode", i.periodo, i.duplicate_policy AS "duplicatePolicy", p.definition
     FROM imports i JOIN plantillas p ON p.id = i.plantilla_id WHERE i.empresa_id = $1 AND i.id = $2`,
    [empresaId, importId],
  );
  if (!work) throw importNotFound();
  if (!takesCorrectedRows(work)) {
    throw notNow(whyNot(work), { ...work, id: importId });
  }
  return work;
}

function whyNot({ validateOnly, rowsPurgedAt }: ReprocessWork): NotNow {
  if (rowsPurgedAt !== null) return 'PURGED';
  return validateOnly ? 'VALIDATE_ONLY' : 'OUTCOME';
}
