import { type _Object, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Logger } from 'pino';
import { codeOf } from '../domain/code-of.ts';
import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { noSpace } from './no-space.ts';
import type { S3Settings } from './s3-settings.ts';

/** One bucket, asked with patience; what goes wrong comes out as an error that the contract knows. */
export interface S3Bucket extends Disposable {
  readonly bucket: string;
  readonly prefix: string;
  readonly client: S3Client;
  /** Throws CapacityError, or the signal's reason; an error that `expected` names is thrown as it is. */
  ask<T>(question: Question<T>): Promise<T>;
  /** Everything below the prefix and this beginning, page by page. */
  list(beginning: string, most?: number): AsyncGenerator<_Object>;
}

export interface Question<T> {
  /** For the log. */
  readonly operation: string;
  readonly send: (options: { readonly abortSignal?: AbortSignal }) => Promise<T>;
  readonly signal?: AbortSignal | undefined;
  /** Names of errors that the caller makes something of. */
  readonly expected?: readonly string[];
}

const CONNECT_MS = 5_000;
/** A connection on which nothing moves for so long is dead. */
const SILENT_MS = 15_000;
/** With the client's own pauses in between: a short trouble passes unseen, a long one is told within the minute. */
const ATTEMPTS = 5;
const SOCKETS = 200;
const RETRY_SECONDS = 30;
/** What servers say when there is no room left; the first two are Amazon's manner, the others of MinIO and Ceph. */
const FULL = new Set(['ServiceQuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull', 'QuotaExceeded']);

export function s3Bucket(settings: S3Settings, log: Pick<Logger, 'warn'>): S3Bucket {
  const { bucket, prefix, credentials, endpoint } = settings;
  const client = new S3Client({
    region: settings.region,
    forcePathStyle: settings.pathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS,
    // Other makers' servers know the checks of content that every version has; each part's SHA-256 is signed anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      httpAgent: { maxSockets: SOCKETS },
      httpsAgent: { maxSockets: SOCKETS },
    },
  });
  const ask = async <T>({ operation, send, signal, expected = [] }: Question<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await send(signal ? { abortSignal: signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Error && expected.includes(error.name)) throw error;
      const told = s3Complaint(error);
      log.warn({ operation, bucket, ...told }, 'The S3 server did not do what it was asked');
      const cause = new Error(`${operation}: ${told.error}`);
      throw isFull(told) ? noSpace(cause) : notAnswering(cause);
    }
  };
  async function* list(beginning: string, most?: number): AsyncGenerator<_Object> {
    let next: string | undefined;
    do {
      const about = {
        Bucket: bucket,
        Prefix: `${prefix}${beginning}`,
        ...(most === undefined ? {} : { MaxKeys: most }),
        ...(next === undefined ? {} : { ContinuationToken: next }),
      };
      const page = await ask({
        operation: 'ListObjectsV2',
        send: () => client.send(new ListObjectsV2Command(about)),
      });
      yield* page.Contents ?? [];
      next = page.NextContinuationToken;
    } while (next !== undefined && most === undefined);
  }
  return { bucket, prefix, client, ask, list, [Symbol.dispose]: () => client.destroy() };
}

interface Complaint {
  readonly error: string;
  readonly code?: string | undefined;
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
}

/** Codes only: what a server writes may name keys and accounts, and the client's errors hold whole requests. */
function s3Complaint(error: unknown): Complaint {
  if (!(error instanceof Error)) return { error: typeof error };
  const { httpStatusCode, requestId } = ('$metadata' in error ? error.$metadata : {}) as {
    httpStatusCode?: number;
    requestId?: string;
  };
  return { error: error.name, code: codeOf(error), httpStatusCode, requestId };
}

function isFull({ error, httpStatusCode }: Complaint): boolean {
  return httpStatusCode === 507 || FULL.has(error);
}

function notAnswering(cause: unknown): CapacityError {
  const error = new CapacityError(
    message(
      `El almacenamiento de archivos no responde; vuelva a intentarlo en ${RETRY_SECONDS} segundos y, si se repite, avise a quien administra el servidor`,
      `The store of files does not answer; try again in ${RETRY_SECONDS} seconds and, if it happens again, tell whoever runs the server`,
    ),
    RETRY_SECONDS,
  );
  error.cause = cause;
  return error;
}
