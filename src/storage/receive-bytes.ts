import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { FileError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { abortion } from './abortion.ts';
import type { PutLimits } from './file-store.ts';

/** Hands the source on piece by piece, waiting for each to be taken; counts and hashes on the way. */
export async function receiveBytes(
  take: (chunk: Uint8Array) => Promise<void>,
  source: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: PutLimits,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of untilAborted(source, signal)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    hash.update(chunk);
    await take(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * The source's chunks until it ends or the signal is aborted, which throws the reason at once: a source that has gone
 * silent is not waited for. Whoever stops early closes the source.
 */
async function* untilAborted(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const { aborted, stopListening } = abortion(signal);
  let waiting = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      waiting = true;
      const next = await Promise.race([iterator.next(), aborted]);
      waiting = false;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    stopListening();
    if (source instanceof Readable) source.destroy();
    const closed = Promise.resolve(iterator.return?.()).catch(() => {});
    if (!waiting) await closed;
  }
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
