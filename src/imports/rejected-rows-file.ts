import { onPool } from '../database/sql.ts';
import type { DownloadFile } from '../domain/download.ts';
import type { Language } from '../domain/message.ts';
import type { SelectedHead, SelectMessage } from '../worker/rejected/messages.ts';
import { REASON_HEADER, rowMark } from '../worker/rejected/row-mark.ts';
import { openWorkbookWriter, type WorkbookWriter } from '../worker/rejected/workbook-writer.ts';
import { openImportFile } from './open-import-file.ts';
import type { ImportParts } from './parts.ts';
import { rejectedFileName, rejectedSheetName } from './rejected/file-name.ts';
import { markKeyOf } from './rejected/mark-key.ts';
import { distinctRows, Reasons, readOpenErrors } from './rejected/open-errors.ts';
import { type RejectedImport, readRejectedImport } from './rejected/rejected-import.ts';
import { readableFormat } from './run/read-billing-file.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * The rejected rows of an import as they stand in its file, in the operador's own layout, with why each is rejected and
 * a hidden mark by which reprocessRows knows it again. Made while it is sent: the file is read again, and memory stays
 * flat. Undefined where there is nothing to be had.
 */
export async function rejectedRowsFile(
  parts: ImportParts,
  of: { readonly empresaId: number; readonly id: number; readonly language: Language },
  signal: AbortSignal,
): Promise<DownloadFile | undefined> {
  const rejected = await readRejectedImport(parts, of.empresaId, of.id);
  if (!rejected) return undefined;
  return {
    name: rejectedFileName(rejected.fileName, of.language),
    contentType: XLSX,
    content: makeWorkbook(parts, rejected, of.language, signal),
  };
}

async function* makeWorkbook(
  parts: ImportParts,
  rejected: RejectedImport,
  language: Language,
  gone: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const left = new AbortController();
  const signal = AbortSignal.any([gone, left.signal]);
  let writer: WorkbookWriter | undefined;
  let opened = (): void => {};
  const open = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const filled = fill(parts, rejected, language, signal, (head) => {
    writer = openWorkbookWriter({
      head,
      reasonHeader: REASON_HEADER[language],
      sheetName: rejectedSheetName(head.sheet, language),
    });
    opened();
    return writer;
  });
  filled.catch(() => {}); // heard below, or of no interest any more
  try {
    await Promise.race([open, filled]);
    if (!writer) return;
    // A reading that fails ends the workbook in the middle, never as if it were whole.
    const failed = filled.then(() => new Promise<never>(() => {}));
    const chunks = writer.chunks();
    for (;;) {
      const next = await Promise.race([chunks.next(), failed]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    left.abort(new Error('Whoever downloads has left'));
    await writer?.[Symbol.asyncDispose]();
    await filled.catch(() => {});
  }
}

/** Reads the rows and hands them to the writer, which is opened once it is known where its columns stand. */
async function fill(
  parts: ImportParts,
  rejected: RejectedImport,
  language: Language,
  signal: AbortSignal,
  openWriter: (head: SelectedHead) => WorkbookWriter,
): Promise<void> {
  const key = await markKeyOf(parts, rejected);
  const errors = await readOpenErrors(onPool(parts.database.pool), rejected);
  const reasons = new Reasons(parts.database, rejected, errors, language);
  let writer: WorkbookWriter | undefined;
  const onMessage = async (said: SelectMessage): Promise<void> => {
    if (said.kind === 'head') {
      writer = openWriter(said);
      return;
    }
    const notes: Record<number, readonly [string, string]> = {};
    for (const [row, reason] of await reasons.upTo(said.last)) notes[row] = [reason, rowMark(key, row)];
    await writer?.write({ kind: 'rows', bytes: said.bytes, notes });
  };
  const stored = { key: rejected.fileKey, format: rejected.fileFormat };
  await using local = await openImportFile(parts, stored, signal);
  const { definition, periodo, sheet, tipoArchivoCode: tipoArchivo } = rejected;
  const task = {
    path: local.path,
    format: readableFormat({ fileFormat: rejected.fileFormat, importId: rejected.id }),
    definition,
    tipoArchivo,
    periodo,
    sheet: sheet ?? undefined,
    limits: parts.settings.readLimits,
    rows: distinctRows(errors),
  };
  const result = await parts.rowsPool.select(task, { onMessage, signal });
  if (result.kind !== 'done') throw new Error('The rows were not read to their end');
  writer?.end();
}
