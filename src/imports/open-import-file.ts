import type { FileFormat } from '../domain/codes.ts';
import { CapacityError, FileError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { isOfAnotherPlace } from '../storage/file-key.ts';
import type { LocalFile } from '../storage/file-store.ts';
import { MissingFileError } from '../storage/missing-file-error.ts';
import type { ImportParts } from './parts.ts';

const AWAY_RETRY_SECONDS = 60;
const GONE_RETRY_SECONDS = 1;

/**
 * The import's file for a person who waits, until the signal says that they have left. Throws FileError FILE_PURGED, and
 * CapacityError where another server has it or nobody waits any more.
 */
export async function openImportFile(
  { store }: Pick<ImportParts, 'store'>,
  { key, format }: { readonly key: string | null; readonly format: FileFormat },
  signal: AbortSignal,
): Promise<LocalFile> {
  if (key === null) throw fileGone(format);
  try {
    return await store.localPath(key, signal);
  } catch (error) {
    if (signal.aborted) throw nobodyWaits();
    if (!(error instanceof MissingFileError)) throw error;
    throw isOfAnotherPlace(key, store.place) ? heldByAnother() : fileGone(format);
  }
}

/** It is here, or on the disk of another server, which may have it still. */
export async function mayHaveFile(
  { store }: Pick<ImportParts, 'store'>,
  key: string | null,
): Promise<boolean> {
  return key !== null && ((await store.has(key)) || isOfAnotherPlace(key, store.place));
}

export function fileGone(detectedFormat: FileFormat): FileError {
  return new FileError(
    'FILE_PURGED',
    message('El archivo ya no está en el servidor', 'The file is no longer on the server'),
    {
      detectedFormat,
      hint: message(
        'Programe otra importación y suba el archivo de nuevo',
        'Schedule another import and upload the file again',
      ),
    },
  );
}

function heldByAnother(): CapacityError {
  return new CapacityError(
    message(
      'El archivo está en el disco de otro servidor, que este no alcanza; vuelva a intentarlo más tarde y, si se repite, avise a quien los administra',
      'The file is on the disk of another server, which this one does not reach; try again later and, if it happens again, tell whoever runs them',
    ),
    AWAY_RETRY_SECONDS,
  );
}

function nobodyWaits(): CapacityError {
  return new CapacityError(
    message(
      'La solicitud se interrumpió antes de que el archivo estuviera aquí; envíela otra vez',
      'The request was broken off before the file was here; send it again',
    ),
    GONE_RETRY_SECONDS,
  );
}
