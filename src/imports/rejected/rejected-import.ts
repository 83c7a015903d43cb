import type { FailureCode, FileFormat, ImportOutcome } from '../../domain/codes.ts';
import type { Periodo } from '../../domain/periodo.ts';
import { mayHaveFile } from '../open-import-file.ts';
import type { ImportParts } from '../parts.ts';

/** What making the file of an import's rejected rows needs to know of it. */
export interface RejectedImport {
  readonly empresaId: number;
  readonly id: number;
  readonly number: number;
  readonly attempt: number;
  readonly fileKey: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly fileFormat: FileFormat;
  readonly sheet: string | null;
  readonly tipoArchivoCode: string;
  readonly periodo: Periodo;
  readonly definition: unknown;
}

/** The part of an import's row that decides whether its rejected rows can be had. */
export interface RejectedState {
  readonly outcome: ImportOutcome | null;
  readonly rowsRejected: number;
  readonly fileKey: string | null;
  readonly rowsPurgedAt: Date | null;
  readonly failure: unknown;
}

/** Failures for the sake of rejected rows; after any other the file is not read to its end, or is the wrong one. */
const FOR_ITS_ROWS: readonly FailureCode[] = ['ALL_ROWS_REJECTED', 'REJECTED_BY_POLICY'];

/** Whether there are rejected rows, what was wrong with them is known, and the file that they stand in is still kept. */
export async function hasRejectedRows(
  isKept: (fileKey: string) => Promise<boolean>,
  state: RejectedState,
): Promise<boolean> {
  const { outcome, rowsRejected, fileKey, rowsPurgedAt } = state;
  if (rowsRejected === 0 || fileKey === null || rowsPurgedAt !== null) return false;
  if (outcome !== 'SUCCEEDED_WITH_ISSUES' && !(outcome === 'FAILED' && failedForItsRows(state))) return false;
  return isKept(fileKey);
}

function failedForItsRows({ failure }: RejectedState): boolean {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return false;
  const { code } = failure;
  return FOR_ITS_ROWS.some((each) => each === code);
}

/** Undefined where there is nothing to be made, of the empresa's or at all. */
export async function readRejectedImport(
  parts: Pick<ImportParts, 'database' | 'store'>,
  empresaId: number,
  importId: number,
): Promise<RejectedImport | undefined> {
  const { rows } = await parts.database.pool.query<RejectedImport & RejectedState>(
    `SELECT i.empresa_id AS "empresaId", i.id, i.number, i.attempt, i.outcome, i.rows_rejected AS "rowsRejected",
       i.rows_purged_at AS "rowsPurgedAt", i.failure, i.file_key AS "fileKey", i.file_name AS "fileName", i.file_sha256 AS "fileSha256",
       i.file_format AS "fileFormat", i.sheet, i.tipo_archivo_code AS "tipoArchivoCode", i.periodo, p.definition
     FROM imports i JOIN plantillas p ON p.id = i.plantilla_id WHERE i.empresa_id = $1 AND i.id = $2`,
    [empresaId, importId],
  );
  const [found] = rows;
  return found && (await hasRejectedRows((fileKey) => mayHaveFile(parts, fileKey), found))
    ? found
    : undefined;
}
