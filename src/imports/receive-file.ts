import { CommitInDoubtError } from '../database/commit-in-doubt-error.ts';
import type { FileFormat } from '../domain/codes.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { checkBillingFile } from '../formats/check-billing-file.ts';
import type { StoredFile } from '../storage/file-store.ts';
import { type ImportNow, readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { attachFile, isAttached } from './receive/attach-file.ts';
import { fileNameOf } from './receive/file-name.ts';
import { hasBytes } from './receive/has-bytes.ts';
import { parseSheetName } from './receive/sheet-name.ts';
import { releaseFile } from './release-file.ts';
import { removeFile } from './remove-file.ts';
import { transitionRefused } from './transition-refused.ts';

export interface ReceiveFileInput {
  readonly importId: number;
  readonly file: { readonly name: string; readonly stream: AsyncIterable<Uint8Array> };
  /** The sheet to read; left out: the one whose header matches. */
  readonly sheet?: string | null | undefined;
  /** False: wait as READY until startImport. Of no effect on an import for a date. */
  readonly start: boolean;
}

/**
 * Attaches the file to a PENDIENTE import, replacing one that it had, and queues or schedules it. Who may, and whether
 * the import can, is judged before the stream is read. A refusal (FileError, DuplicateError, TransitionError because the
 * import changed during the upload) leaves no byte behind and the import as it was. The same file and sheet again, also
 * while it runs or after it ended, changes nothing.
 */
export async function receiveFile(
  parts: ImportParts,
  session: Session,
  input: ReceiveFileInput,
): Promise<{ importId: number }> {
  const { importId, file } = input;
  const before = await checkReceivable(parts, session, importId);
  const sheet = parseSheetName(input.sheet);
  if (before.estado !== 'PENDIENTE') {
    if (await isSameFile(before, file.stream, sheet)) return { importId };
    throw transitionRefused('UPLOAD_FILE', before);
  }
  const stored = await parts.store.put(file.stream, { maxBytes: parts.settings.maxUploadBytes });
  const kept = await keepOrRemove(parts, session, importId, stored, async () => {
    if (isAttached(before, stored, sheet)) return false;
    const { format } = await checkStored(parts, stored);
    const received = { stored, format, name: fileNameOf(file.name), sheet, start: input.start };
    return attachFile(parts, session, before, received);
  });
  if (kept) await releaseFile(parts, session.empresaId, before.fileKey);
  return { importId };
}

async function checkReceivable(parts: ImportParts, session: Session, importId: number): Promise<ImportNow> {
  requirePermission(session, 'UPLOAD_FILE');
  const now = await readImport(parts, session, importId);
  requirePermission(session, 'UPLOAD_FILE', now.createdById);
  if (now.estado === 'ELIMINADO' || (now.estado !== 'PENDIENTE' && now.fileSha256 === null)) {
    throw transitionRefused('UPLOAD_FILE', now);
  }
  return now;
}

/** Reads no further than the first byte too many: nothing of it is to be kept. */
async function isSameFile(
  now: ImportNow,
  stream: AsyncIterable<Uint8Array>,
  sheet: string | null,
): Promise<boolean> {
  if (now.fileSha256 === null || now.fileBytes === null || now.requestedSheet !== sheet) return false;
  return hasBytes(stream, { bytes: Number(now.fileBytes), sha256: now.fileSha256 });
}

/** Removes the stored bytes unless work resolves with true, or nobody knows whether it has attached them. */
async function keepOrRemove(
  parts: ImportParts,
  session: Session,
  importId: number,
  stored: StoredFile,
  work: () => Promise<boolean>,
): Promise<boolean> {
  let kept = false;
  let known = true;
  try {
    kept = await work();
  } catch (error) {
    if (!(error instanceof CommitInDoubtError)) throw error;
    known = false; // if this read fails as well, the bytes stay: the sweep removes them if no import has them
    kept = (await readImport(parts, session, importId)).fileKey === stored.key;
    known = true;
    if (!kept) throw error;
  } finally {
    if (known && !kept) await removeFile(parts, stored.key);
  }
  return kept;
}

async function checkStored({ store }: ImportParts, stored: StoredFile): Promise<{ format: FileFormat }> {
  await using local = await store.localPath(stored.key);
  return await checkBillingFile(local.path);
}
