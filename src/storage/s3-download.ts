import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { MissingFileError } from './missing-file-error.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** How often in one file a connection may break off before its reader is told. */
const BREAKS = 5;

/** The object's bytes; goes on where it was when the connection breaks off in the middle. */
export async function* s3Download(
  bucket: S3Bucket,
  key: string,
  fileKey: string,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let etag: string | undefined;
  for (let breaks = 0; ; breaks++) {
    const { body, total, etag: seen } = await open(bucket, key, fileKey, at, etag);
    etag = seen;
    try {
      for await (const chunk of body) {
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (breaks < BREAKS) continue;
      await bucket.ask({ operation: 'GetObject', send: () => Promise.reject(error) });
    } finally {
      body.destroy();
    }
    if (at >= total) return;
    if (breaks >= BREAKS) throw new Error(`S3 sends ${at} of the ${total} bytes of ${fileKey}`);
  }
}

async function open(
  { bucket, client, ask }: S3Bucket,
  key: string,
  fileKey: string,
  from: number,
  etag: string | undefined,
): Promise<{ body: Readable; total: number; etag: string | undefined }> {
  const wanted = {
    Bucket: bucket,
    Key: key,
    ...(from === 0 ? {} : { Range: `bytes=${from}-` }),
    ...(etag === undefined ? {} : { IfMatch: etag }),
  };
  try {
    const { Body, ContentLength, ETag } = await ask({
      operation: 'GetObject',
      send: () => client.send(new GetObjectCommand(wanted)),
      expected: ['NoSuchKey'],
    });
    if (!(Body instanceof Readable)) throw new Error('S3 answers without a stream');
    return { body: Body, total: from + (ContentLength ?? 0), etag: ETag };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') throw new MissingFileError(fileKey);
    throw error;
  }
}
