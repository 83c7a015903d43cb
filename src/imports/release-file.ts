import { loggable } from './loggable.ts';
import type { ImportParts } from './parts.ts';
import { removeFile } from './remove-file.ts';

/**
 * Removes a file that an import has let go of, unless another names it: a retry reads the file of the import that it
 * tries again. Never throws: what stays behind is swept up later.
 */
export async function releaseFile(
  parts: Pick<ImportParts, 'database' | 'store' | 'log'>,
  empresaId: number,
  key: string | null,
): Promise<void> {
  if (key === null) return;
  try {
    const { rows } = await parts.database.pool.query(
      'SELECT 1 FROM imports WHERE empresa_id = $1 AND file_key = $2 LIMIT 1',
      [empresaId, key],
    );
    if (rows.length === 0) await removeFile(parts, key);
  } catch (error) {
    parts.log.warn({ err: loggable(error), key }, 'A file could not be removed; the sweep will try again');
  }
}
