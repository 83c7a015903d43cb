import type { Import } from '../database/generated/client.ts';
import { rejectedFileName } from '../imports/rejected/file-name.ts';
import { hasRejectedRows } from '../imports/rejected/rejected-import.ts';
import type { ApiContext } from './context.ts';
import { downloadOf } from './download.ts';
import { fileKept } from './file-kept.ts';
import type { DownloadOf } from './refs.ts';

/** Null where no row is rejected, or the file that they stand in is gone. */
export async function rejectedRowsOf(context: ApiContext, row: Import): Promise<DownloadOf | null> {
  if (!(await hasRejectedRows((fileKey) => fileKept(context, fileKey), row))) return null;
  const thing = { kind: 'REJECTED_ROWS', empresaId: row.empresaId, id: row.id } as const;
  return downloadOf(context, thing, { name: rejectedFileName(row.fileName ?? '', context.language) });
}
