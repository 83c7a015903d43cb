import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { PutLimits } from './file-store.ts';

/** Writes the source into the file, counting and hashing on the way. Not yet durable: the caller syncs. */
export async function receiveBytes(
  file: FileHandle,
  source: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: PutLimits,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(tooLarge(maxBytes));
      hash.update(chunk);
      writeAll(file, chunk).then(() => done(), done);
    },
  });
  try {
    await pipeline(source, sink, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A write may take fewer bytes than it was given, on a disk that fills up for one. */
async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

function tooLarge(maxBytes: number): FileError {
  const limit = sizeText(maxBytes);
  return new FileError(
    'FILE_TOO_LARGE',
    message(
      `El archivo tiene más de ${limit}, que es el límite de este servidor; divídalo, o pida que suban el límite`,
      `The file has more than ${limit}, which is this server's limit; split it, or ask for a higher limit`,
    ),
    { detectedFormat: 'UNKNOWN', maxBytes },
  );
}

function sizeText(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes >= 1 && Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}
