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
  s3: S3Bucket,
  key: string,
  limits: { readonly maxBytes: number; readonly signal?: AbortSignal },
): S3Upload {
  return new PartedUpload(s3, key, limits);
}

class PartedUpload implements S3Upload {
  readonly #s3: Pick<S3Bucket, 'client' | 'ask'>;
  readonly #object: { readonly Bucket: string; readonly Key: string };
  readonly #partBytes: number;
  readonly #signal: AbortSignal | undefined;
  readonly #sent: { readonly ETag: string | undefined; readonly PartNumber: number }[] = [];
  #uploadId: string | undefined;
  /** Whether anything of it may be with the server. */
  #asked = false;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(
    s3: S3Bucket,
    key: string,
    { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal },
  ) {
    this.#s3 = s3;
    this.#object = { Bucket: s3.bucket, Key: key };
    this.#partBytes = Math.max(PART_BYTES, Math.ceil(maxBytes / MAX_PARTS));
    this.#signal = signal;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + this.#partBytes - this.#waitingBytes);
      this.#waiting.push(piece);
      this.#waitingBytes += piece.length;
      at += piece.length;
      if (this.#waitingBytes === this.#partBytes) await this.#sendPart();
    }
  }

  async finish(): Promise<void> {
    if (this.#uploadId === undefined) return this.#sendWhole();
    if (this.#waitingBytes > 0) await this.#sendPart();
    const whole = {
      ...this.#object,
      UploadId: this.#uploadId,
      MultipartUpload: { Parts: [...this.#sent] },
    };
    await this.#s3.ask({
      operation: 'CompleteMultipartUpload',
      send: (options) => this.#s3.client.send(new CompleteMultipartUploadCommand(whole), options),
      signal: this.#signal,
    });
  }

  async abandon(): Promise<void> {
    this.#waiting = [];
    if (!this.#asked) return;
    const { client, ask } = this.#s3;
    if (this.#uploadId !== undefined) {
      const upload = { ...this.#object, UploadId: this.#uploadId };
      await ask({
        operation: 'AbortMultipartUpload',
        send: () => client.send(new AbortMultipartUploadCommand(upload)),
        expected: ['NoSuchUpload'],
      }).catch(() => {}); // logged; the sweep ends it
    }
    await ask({
      operation: 'DeleteObject',
      send: () => client.send(new DeleteObjectCommand(this.#object)),
    }).catch(() => {}); // logged; the sweep removes what no import names
  }

  async #sendWhole(): Promise<void> {
    this.#asked = true;
    const whole = { ...this.#object, Body: this.#takeWaiting() };
    await this.#s3.ask({
      operation: 'PutObject',
      send: (options) => this.#s3.client.send(new PutObjectCommand(whole), options),
      signal: this.#signal,
    });
  }

  async #sendPart(): Promise<void> {
    const body = this.#takeWaiting();
    this.#asked = true;
    this.#uploadId ??= await this.#begin();
    const part = { ...this.#object, UploadId: this.#uploadId, PartNumber: this.#sent.length + 1 };
    const { ETag } = await this.#s3.ask({
      operation: 'UploadPart',
      send: (options) => this.#s3.client.send(new UploadPartCommand({ ...part, Body: body }), options),
      signal: this.#signal,
    });
    this.#sent.push({ ETag, PartNumber: part.PartNumber });
  }

  /** Not to be cut off: what was begun can be ended only by who knows its id. */
  async #begin(): Promise<string | undefined> {
    const begin = new CreateMultipartUploadCommand(this.#object);
    return this.#s3.ask({
      operation: 'CreateMultipartUpload',
      send: async () => (await this.#s3.client.send(begin)).UploadId,
    });
  }

  #takeWaiting(): Buffer {
    const whole = Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return whole;
  }
}
