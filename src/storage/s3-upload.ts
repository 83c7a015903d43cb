import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Bucket } from './s3-bucket.ts';

/** The smallest that S3 takes: what each upload under way holds in memory, twice while a part is put together. */
const PART_BYTES = 5 * 2 ** 20;
const MAX_PARTS = 10_000;

/** One object being written. Nothing is seen of it before `finish` has resolved. */
export interface S3Upload {
  /** Resolves once the bytes are with the server or in the part that is being filled. */
  write(chunk: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing behind, also where nobody knows whether `finish` had succeeded. */
  abandon(): Promise<void>;
}

/** A small file is one request; a larger one goes in parts, in order, one at a time. */
export function s3Upload(
  { bucket, client, ask }: S3Bucket,
  key: string,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal },
): S3Upload {
  const partBytes = Math.max(PART_BYTES, Math.ceil(maxBytes / MAX_PARTS));
  const object = { Bucket: bucket, Key: key };
  const sent: { ETag: string | undefined; PartNumber: number }[] = [];
  let uploadId: string | undefined;
  let asked = false;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const sendPart = async (body: Buffer): Promise<void> => {
    asked = true;
    uploadId ??= await ask({
      operation: 'CreateMultipartUpload',
      // Not to be cut off: what was begun can be ended only by who knows its id.
      send: async () => (await client.send(new CreateMultipartUploadCommand(object))).UploadId,
    });
    const part = { ...object, UploadId: uploadId, PartNumber: sent.length + 1 };
    const { ETag } = await ask({
      operation: 'UploadPart',
      send: (options) => client.send(new UploadPartCommand({ ...part, Body: body }), options),
      signal,
    });
    sent.push({ ETag, PartNumber: part.PartNumber });
  };
  const takeWaiting = (): Buffer => {
    const whole = Buffer.concat(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    return whole;
  };
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + partBytes - waitingBytes);
        waiting.push(piece);
        waitingBytes += piece.length;
        at += piece.length;
        if (waitingBytes === partBytes) await sendPart(takeWaiting());
      }
    },
    async finish() {
      if (uploadId === undefined) {
        asked = true;
        const whole = { ...object, Body: takeWaiting() };
        await ask({
          operation: 'PutObject',
          send: (options) => client.send(new PutObjectCommand(whole), options),
          signal,
        });
        return;
      }
      if (waitingBytes > 0) await sendPart(takeWaiting());
      const whole = { ...object, UploadId: uploadId, MultipartUpload: { Parts: sent } };
      await ask({
        operation: 'CompleteMultipartUpload',
        send: (options) => client.send(new CompleteMultipartUploadCommand(whole), options),
        signal,
      });
    },
    async abandon() {
      waiting = [];
      if (!asked) return;
      if (uploadId !== undefined) {
        const upload = { ...object, UploadId: uploadId };
        await ask({
          operation: 'AbortMultipartUpload',
          send: () => client.send(new AbortMultipartUploadCommand(upload)),
          expected: ['NoSuchUpload'],
        }).catch(() => {}); // logged; the sweep ends it
      }
      await ask({
        operation: 'DeleteObject',
        send: () => client.send(new DeleteObjectCommand(object)),
      }).catch(() => {}); // logged; the sweep removes what no import names
    },
  };
}
