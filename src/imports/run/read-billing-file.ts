import { message } from '../../domain/message.ts';
import { tellsAccount } from '../../plantillas/definition/tells-account.ts';
import { parseDefinition } from '../../plantillas/definition.ts';
import { isOfAnotherPlace } from '../../storage/file-key.ts';
import type { LocalFile } from '../../storage/file-store.ts';
import { MissingFileError } from '../../storage/missing-file-error.ts';
import {
  READABLE_FORMATS,
  type ReadableFormat,
  type ReadResult,
  type ThreadMessage,
} from '../../worker/messages.ts';
import type { RunOptions } from '../../worker/pool.ts';
import type { ImportParts } from '../parts.ts';
import { AttemptLostError, claimValues, stillClaimed } from './claim.ts';
import { EndAsFailed } from './end-as-failed.ts';
import type { ImportWork } from './import-work.ts';
import type { ProgressWriter } from './progress-writer.ts';
import { AWAY_HOURS } from './readable-here.ts';
import { NO_ACCOUNT, registerAccounts } from './register-accounts.ts';
import { storeIssues } from './store-issues.ts';

export interface Reading {
  /** The hashes of the rows to skip. */
  readonly held: Uint8Array | undefined;
  readonly progress: ProgressWriter;
  /** Undefined: everything is read, checked and counted, and nothing is to be stored. */
  readonly sink: ReadingSink | undefined;
  readonly signal: AbortSignal;
}

export interface ReadingSink {
  charges(bytes: Uint8Array): Promise<void>;
  hashes(bytes: Uint8Array): void;
}

/** The thread broke down, or said what it must not say: not the file's fault, and likely to happen again. */
export class ReaderBrokenError extends Error {
  constructor(cause: unknown) {
    super('The reading thread broke down', { cause });
    this.name = 'ReaderBrokenError';
  }
}

/**
 * Reads the import's file in a thread, stores its issues, registers its accounts and hands over the rest. Rejects with
 * whatever stopped it: the signal's reason, EndAsFailed, an error of the database, or ReaderBrokenError.
 */
export async function readBillingFile(
  parts: ImportParts,
  work: ImportWork,
  reading: Reading,
): Promise<ReadResult> {
  await using local = await openLocally(parts, work, reading.signal);
  // A failed step stops the thread at once, and is what is reported, whatever the thread makes of being stopped.
  const failed = new AbortController();
  const signal = AbortSignal.any([reading.signal, failed.signal]);
  const onMessage: RunOptions['onMessage'] = async (said, giveBack) => {
    if (signal.aborted) return;
    try {
      await untilAborted(handle(parts, work, reading, said), signal);
      // Whoever stops does not know whether the database still reads from them.
      if ('bytes' in said && !signal.aborted) giveBack(said.bytes);
    } catch (error) {
      failed.abort(error);
    }
  };
  try {
    const result = await parts.readerPool.run(taskOf(parts, work, reading, local.path), {
      onMessage,
      signal,
    });
    signal.throwIfAborted();
    if (result.kind !== 'canceled') reading.progress.offer(result.counters);
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw new ReaderBrokenError(error);
  }
}

/** Whoever stops does not wait for a database that does not answer; what the step still does is then of no interest. */
async function untilAborted(step: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([step, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Throws EndAsFailed FILE_LOST. */
async function openLocally(
  { store }: Pick<ImportParts, 'store'>,
  { fileKey, number }: Pick<ImportWork, 'fileKey' | 'number'>,
  signal: AbortSignal,
): Promise<LocalFile> {
  try {
    if (fileKey === null) throw new MissingFileError('');
    return await store.localPath(fileKey, signal);
  } catch (error) {
    if (!(error instanceof MissingFileError)) throw error;
    const isAway = isOfAnotherPlace(fileKey ?? '', store.place);
    throw new EndAsFailed({
      code: 'FILE_LOST',
      message: isAway
        ? message(
            `El archivo de la importación ${number} está en el disco de otro servidor, que no volvió en ${AWAY_HOURS} horas; no se guardó nada`,
            `The file of import ${number} is on the disk of another server, which did not come back within ${AWAY_HOURS} hours; nothing was stored`,
          )
        : message(
            `El archivo de la importación ${number} ya no está en el servidor; no se guardó nada`,
            `The file of import ${number} is no longer on the server; nothing was stored`,
          ),
      hint: message(
        'Programe otra importación y suba el archivo de nuevo',
        'Schedule another import and upload the file again',
      ),
    });
  }
}

function taskOf({ settings }: ImportParts, work: ImportWork, { held, sink }: Reading, path: string) {
  const { empresaId, importId, attempt, definition, periodo, requestedSheet } = work;
  return {
    path,
    fileName: work.fileName ?? undefined,
    format: readableFormat(work),
    definition,
    tipoArchivo: work.tipoArchivoCode,
    periodo,
    sheet: requestedSheet ?? undefined,
    empresaId,
    importId,
    attempt,
    store: sink !== undefined,
    held,
    limits: settings.readLimits,
  };
}

export function readableFormat({
  fileFormat,
  importId,
}: Pick<ImportWork, 'fileFormat' | 'importId'>): ReadableFormat {
  const readable = READABLE_FORMATS.find((format) => format === fileFormat);
  if (!readable) throw new Error(`Import ${importId} was given a file of format ${fileFormat}`);
  return readable;
}

async function handle(
  parts: ImportParts,
  work: ImportWork,
  reading: Reading,
  said: ThreadMessage,
): Promise<void> {
  if ('counters' in said) reading.progress.offer(said.counters);
  switch (said.kind) {
    case 'header':
      await storeHeader(parts, work, said);
      if (!mapsAccount(work)) await registerAccounts(parts, work, [NO_ACCOUNT]);
      return;
    case 'charges':
      return sinkOf(reading).charges(said.bytes);
    case 'issues':
      return storeIssues(parts.database, work, said.bytes);
    case 'hashes':
      return sinkOf(reading).hashes(said.bytes);
    case 'accounts':
      return registerAccounts(parts, work, said.accounts);
    case 'progress':
      return;
    default:
      throw new Error(`The thread said ${JSON.stringify((said satisfies never as { kind?: unknown }).kind)}`);
  }
}

function sinkOf({ sink }: Reading): ReadingSink {
  if (sink) return sink;
  throw new ReaderBrokenError(new Error('The thread has something to store of a file that is only checked'));
}

async function storeHeader(
  { database, changes }: ImportParts,
  work: ImportWork,
  { sheet, sheets, headerRow }: Extract<ThreadMessage, { kind: 'header' }>,
): Promise<void> {
  const { rows } = await database.pool.query<{ sequence: bigint }>(
    `UPDATE imports i SET sheet = $4, sheets = $5, header_row = $6 WHERE ${stillClaimed('i')} RETURNING sequence`,
    [...claimValues(work), sheet, sheets, headerRow],
  );
  if (!rows[0]) throw new AttemptLostError(work);
  const { empresaId, importId } = work;
  changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence: rows[0].sequence });
}

/** Where nothing in the file says the account, the whole file is one: a duplicate shows before its first row is read. */
function mapsAccount({ definition, tipoArchivoCode }: ImportWork): boolean {
  return tellsAccount(parseDefinition(definition), tipoArchivoCode);
}
