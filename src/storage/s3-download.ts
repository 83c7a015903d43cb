import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { MissingFileError } from './missing-file-error.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** How often in one file a connection may break off before its reader is told. */
const BREAKS = 5;

/**
 * The bytes of the file that a key below the bucket's prefix names; goes on where it was when the connection breaks off
 * in the middle. Throws the signal's reason as soon as it is aborted.
 */
export async function* s3Download(
  bucket: S3Bucket,
  key: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let etag: string | undefined;
  for (let breaks = 0; ; breaks++) {
    const { body, total, etag: seen } = await open(bucket, key, { at, etag, signal });
    etag = seen;
    try {
      for await (const chunk of body) {
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      signal?.throwIfAborted();
      // What breaks off behind the last byte has done all that it was to do.
      if (at < total && breaks >= BREAKS)
        await bucket.ask({ operation: 'GetObject', send: () => Promise.reject(error) });
    } finally {
      body.destroy();
    }
    if (at >= total) return;
    if (breaks >= BREAKS) throw new Error(`S3 sends ${at} of the ${total} bytes of ${key}`);
  }
}

async function open(
  { bucket, prefix, client, ask }: S3Bucket,
  key: string,
  {
    at,
    etag,
    signal,
  }: { readonly at: number; readonly etag: string | undefined; readonly signal: AbortSignal | undefined },
): Promise<{ body: Readable; total: number; etag: string | undefined }> {
  const wanted = {
    Bucket: bucket,
    Key: prefix + key,
    ...(at === 0 ? {} : { Range: `bytes=${at}-` }),
    ...(etag === undefined ? {} : { IfMatch: etag }),
  };
  try {
    const { Body, ContentLength, ETag } = await ask({
      operation: 'GetObject',
      send: (options) => client.send(new GetObjectCommand(wanted), options),
      signal,
      expected: ['NoSuchKey'],
    });
    if (!(Body instanceof Readable)) throw new Error('S3 answers without a stream');
    return { body: Body, total: at + (ContentLength ?? 0), etag: ETag };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') throw new MissingFileError(key);
    throw error;
  }
}
