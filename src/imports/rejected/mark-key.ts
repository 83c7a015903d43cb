import { serverSecret } from '../../access/server-secret.ts';
import type { MarkKey } from '../../worker/rejected/row-mark.ts';
import type { ImportParts } from '../parts.ts';

/** What the marks of an import's rejected rows are made and known with. */
export async function markKeyOf(
  { database }: Pick<ImportParts, 'database'>,
  of: { readonly id: number; readonly number: number; readonly fileSha256: string },
): Promise<MarkKey> {
  const secret = new Uint8Array(await serverSecret(database, 'rejected rows'));
  return { secret, importId: of.id, number: of.number, sha256: of.fileSha256 };
}
