import type { Database } from '../../database/open-database.ts';
import type { DuplicatePolicy, ErrorPolicy, FileFormat } from '../../domain/codes.ts';
import type { Periodo } from '../../domain/periodo.ts';

/** What a retry takes over from the import that it tries again. None of it changes once that has ended, but the key. */
export interface RetriedImport {
  readonly id: number;
  readonly number: number;
  readonly operadorId: number;
  readonly plantillaId: number;
  readonly plantillaCode: string;
  readonly tipoArchivoId: number;
  readonly tipoArchivoCode: string;
  readonly periodo: Periodo;
  readonly errorPolicy: ErrorPolicy;
  readonly duplicatePolicy: DuplicatePolicy;
  readonly validateOnly: boolean;
  readonly requireConfirmation: boolean;
  readonly fileKey: string | null;
  readonly fileName: string | null;
  readonly fileBytes: bigint | null;
  readonly fileSha256: string;
  readonly fileFormat: FileFormat | null;
  readonly fileReceivedAt: Date | null;
  readonly requestedSheet: string | null;
}

export async function readRetried(
  { pool }: Pick<Database, 'pool'>,
  empresaId: number,
  importId: number,
): Promise<RetriedImport> {
  const { rows } = await pool.query<RetriedImport>(
    `SELECT id, number, operador_id AS "operadorId", plantilla_id AS "plantillaId", plantilla_code AS "plantillaCode",
       tipo_archivo_id AS "tipoArchivoId", tipo_archivo_code AS "tipoArchivoCode", periodo,
       error_policy AS "errorPolicy", duplicate_policy AS "duplicatePolicy", validate_only AS "validateOnly",
       require_confirmation AS "requireConfirmation", file_key AS "fileKey", file_name AS "fileName",
       file_bytes AS "fileBytes", file_sha256 AS "fileSha256", file_format AS "fileFormat",
       file_received_at AS "fileReceivedAt", requested_sheet AS "requestedSheet"
     FROM imports WHERE empresa_id = $1 AND id = $2`,
    [empresaId, importId],
  );
  const [old] = rows;
  if (!old) throw new Error(`Import ${importId} is gone`);
  return old;
}
