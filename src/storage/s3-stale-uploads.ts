import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { isFileKey } from './file-key.ts';
import { LONGEST_PUT_MS } from './longest-put.ts';
import type { S3Bucket } from './s3-bucket.ts';

/** Ends uploads of parts that nobody has put together for a day: whoever sent them has died, and their room is paid for. */
export async function endStaleUploads(bucket: S3Bucket, now = Date.now()): Promise<void> {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    page = await nextPage(bucket, page);
    for (const { Key = '', UploadId, Initiated } of page.Uploads ?? []) {
      const isOurs = isFileKey(Key.slice(bucket.prefix.length));
      if (!isOurs || !Initiated || Initiated.getTime() > now - LONGEST_PUT_MS) continue;
      await endUpload(bucket, Key, UploadId);
    }
  } while (page.IsTruncated && page.NextKeyMarker !== undefined);
}

function nextPage(
  { bucket, prefix, client, ask }: S3Bucket,
  last: ListMultipartUploadsCommandOutput | undefined,
): Promise<ListMultipartUploadsCommandOutput> {
  const command = new ListMultipartUploadsCommand({
    Bucket: bucket,
    Prefix: prefix,
    KeyMarker: last?.NextKeyMarker,
    UploadIdMarker: last?.NextUploadIdMarker,
  });
  return ask({ operation: 'ListMultipartUploads', send: () => client.send(command) });
}

async function endUpload(
  { bucket, client, ask }: S3Bucket,
  key: string,
  uploadId: string | undefined,
): Promise<void> {
  try {
    await ask({
      operation: 'AbortMultipartUpload',
      send: () =>
        client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId })),
      expected: ['NoSuchUpload'],
    });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchUpload')) throw error;
  }
}
