import { createHash } from 'node:crypto';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { Logger } from 'pino';
import { isFileKey, newFileKey } from './file-key.ts';
import type { FileStore, ListedFile, PutLimits, StoredFile } from './file-store.ts';
import { localCopies } from './local-copies.ts';
import { LONGEST_PUT_MS } from './longest-put.ts';
import { MissingFileError } from './missing-file-error.ts';
import { receiveBytes } from './receive-bytes.ts';
import { runningPuts } from './running-puts.ts';
import { checkBucket } from './s3-access.ts';
import { type S3Bucket, s3Bucket } from './s3-bucket.ts';
import { s3Download } from './s3-download.ts';
import type { S3Settings } from './s3-settings.ts';
import { endStaleUploads } from './s3-stale-uploads.ts';
import { s3Upload } from './s3-upload.ts';

/**
 * Files in a bucket that any number of machines share. A reader that needs to seek gets a copy in the folder, gone when
 * it is disposed of. Opening it throws an Error for people where the bucket cannot be used.
 */
export async function s3Store(
  settings: S3Settings,
  copiesDir: string,
  log: Pick<Logger, 'warn'>,
): Promise<FileStore> {
  const bucket = s3Bucket(settings, log);
  try {
    await checkBucket(bucket, settings);
    return await storeIn(bucket, copiesDir);
  } catch (error) {
    bucket[Symbol.dispose]();
    throw error;
  }
}

async function storeIn(bucket: S3Bucket, copiesDir: string): Promise<FileStore> {
  const place = placeOf(bucket);
  const puts = runningPuts();
  const copies = await localCopies(copiesDir, read);
  async function* read(key: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    if (!isFileKey(key)) throw new MissingFileError(key);
    yield* s3Download(bucket, key, signal);
  }
  return {
    place,
    put: (source, limits) => puts.run(limits, (followed) => putObject(bucket, place, source, followed)),
    read: (key) => read(key),
    localPath: (key, signal) => copies.open(key, signal),
    async has(key) {
      if (!isFileKey(key)) return false;
      for await (const { Key } of bucket.list(key, 1)) return Key === bucket.prefix + key;
      return false;
    },
    async remove(key) {
      if (!isFileKey(key)) return;
      const object = { Bucket: bucket.bucket, Key: bucket.prefix + key };
      await bucket.ask({
        operation: 'DeleteObject',
        send: () => bucket.client.send(new DeleteObjectCommand(object)),
      });
    },
    list: () => listObjects(bucket),
    async sweep() {
      await copies.sweep();
      await endStaleUploads(bucket);
    },
    async [Symbol.asyncDispose]() {
      await puts[Symbol.asyncDispose]();
      await copies[Symbol.asyncDispose]();
      bucket[Symbol.dispose]();
    },
  };
}

/** Not the endpoint: the same bucket has many names on the network. */
function placeOf({ bucket, prefix }: S3Bucket): string {
  return createHash('sha256').update(`s3://${bucket}/${prefix}`).digest('hex').slice(0, 8);
}

async function putObject(
  bucket: S3Bucket,
  place: string,
  source: AsyncIterable<Uint8Array>,
  limits: PutLimits,
): Promise<StoredFile> {
  const key = newFileKey(place);
  const upload = s3Upload(bucket, bucket.prefix + key, limits);
  try {
    const received = await receiveBytes((chunk) => upload.write(chunk), source, limits);
    await upload.finish();
    return { key, ...received };
  } catch (error) {
    await upload.abandon();
    throw error;
  }
}

/** S3 dates an object that came in parts by its beginning; how many parts there were ends its ETag. */
async function* listObjects({ list, prefix }: S3Bucket): AsyncGenerator<ListedFile> {
  for await (const { Key = '', LastModified, ETag = '', Size = 0 } of list('')) {
    const key = Key.slice(prefix.length);
    if (!isFileKey(key) || !LastModified) continue;
    const delay = /-\d+"?$/.test(ETag) ? LONGEST_PUT_MS : 0;
    yield { key, bytes: Size, modifiedAt: new Date(LastModified.getTime() + delay) };
  }
}
