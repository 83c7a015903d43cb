import type { Database } from '../../database/open-database.ts';
import type { DuplicatePolicy, ErrorPolicy, FileFormat } from '../../domain/codes.ts';
import type { Periodo } from '../../domain/periodo.ts';
import { AttemptLostError, type Claim, claimValues, stillClaimed } from './claim.ts';

/** Everything that running an import needs to know of it; none of it changes while it runs. */
export interface ImportWork extends Claim {
  readonly number: number;
  readonly fileKey: string | null;
  readonly fileName: string | null;
  readonly fileBytes: number;
  readonly fileFormat: FileFormat;
  readonly requestedSheet: string | null;
  readonly operadorId: number;
  readonly plantillaCode: string;
  readonly tipoArchivoCode: string;
  readonly periodo: Periodo;
  readonly definition: unknown;
  readonly errorPolicy: ErrorPolicy;
  readonly duplicatePolicy: DuplicatePolicy;
  readonly validateOnly: boolean;
  /** Read and checked first; stored once it is confirmed. */
  readonly awaitsConfirmation: boolean;
}

/** Throws AttemptLostError where the claim holds no longer. */
export async function readWork({ pool }: Pick<Database, 'pool'>, claim: Claim): Promise<ImportWork> {
  const { rows } = await pool.query<Omit<ImportWork, 'fileBytes'> & { fileBytes: bigint | null }>(
    `SELECT i.empresa_id AS "empresaId", i.id AS "importId", i.attempt, i.losses, i.number, i.file_key AS "fileKey",
       i.file_name AS "fileName", i.file_bytes AS "fileBytes", i.file_format AS "fileFormat",
       i.requested_sheet AS "requestedSheet", i.operador_id AS "operadorId", i.plantilla_code AS "plantillaCode",
       i.tipo_archivo_code AS "tipoArchivoCode", i.periodo, i.error_policy AS "errorPolicy",
       i.duplicate_policy AS "duplicatePolicy", i.validate_only AS "validateOnly",
       i.require_confirmation AND i.confirmed_at IS NULL AS "awaitsConfirmation", p.definition
     FROM imports i JOIN plantillas p ON p.id = i.plantilla_id
     WHERE ${stillClaimed('i')}`,
    claimValues(claim),
  );
  const [work] = rows;
  if (!work) throw new AttemptLostError(claim);
  return { ...work, fileBytes: Number(work.fileBytes ?? 0n) };
}
