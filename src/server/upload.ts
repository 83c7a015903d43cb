import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { type GraphQLOperation, processRequest } from 'graphql-upload-minimal';
import type { GraphQLParams } from 'graphql-yoga';
import { FileError, RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requestError } from './request-error.ts';
import { requireUnforgeableForm } from './unforgeable.ts';

export interface UploadLimits {
  readonly maxUploadBytes: number;
  /** Longest silence of the client while the server is ready to take more. A slow upload may take as long as it likes. */
  readonly idleMs?: number;
}

/** The operation with its variables. */
const MAX_FIELD_BYTES = 100_000;
/** Boundaries, headers of parts, operations and map. */
const ENVELOPE_BYTES = 2 * MAX_FIELD_BYTES + 65_536;
const IDLE_MS = 30_000;
/** What is still read of an upload that was refused, so that the client gets to read why instead of a broken connection. */
const DRAIN_BYTES = 16 * 2 ** 20;
const DRAIN_MS = 10_000;

/**
 * The operation of a GraphQL multipart request, its Upload filled with a file whose bytes arrive as they are read. Resolves
 * before the file has come. A file that is too large, stalls or breaks off ends its stream with an error, never as if it
 * were whole; whatever is not read is thrown away once the response is sent.
 */
export async function readMultipart(
  request: IncomingMessage,
  response: ServerResponse,
  limits: UploadLimits,
): Promise<GraphQLParams> {
  requireUnforgeableForm(request.headers);
  const body = new MultipartBody(request, limits);
  response.once('finish', () => endUnread(request, body));
  response.once('close', () => body.destroy());
  try {
    const operation = await processRequest(body as unknown as IncomingMessage, response, {
      maxFieldSize: MAX_FIELD_BYTES,
      // One more than is allowed: the parser takes a file of exactly its limit for one that is too large.
      maxFileSize: limits.maxUploadBytes + 1,
      maxFiles: 1,
    });
    return paramsOf(operation);
  } catch (error) {
    throw body.refusal ?? asRequestError(error);
  }
}

/** The request as its parser sees it, between the two: here the dangers of both are kept from each other. */
class MultipartBody extends PassThrough {
  readonly headers: IncomingMessage['headers'];
  /** Why the form was refused, where it was its map. */
  refusal: Error | undefined;
  readonly #files = new Set<Readable>();
  readonly #limits: UploadLimits;
  readonly #tooLargeAnyway: boolean;

  constructor(request: IncomingMessage, limits: UploadLimits) {
    super();
    this.headers = request.headers;
    this.#limits = limits;
    this.#tooLargeAnyway = Number(request.headers['content-length']) > limits.maxUploadBytes + ENVELOPE_BYTES;
    this.on('error', () => {});
    request.once('close', () => {
      if (!request.complete) this.#break(brokenOff());
    });
    this.#watchSilence(request);
    request.pipe(this);
  }

  override pipe<T extends NodeJS.WritableStream>(parser: T, options?: { end?: boolean }): T {
    this.#guard(parser as unknown as Writable);
    return super.pipe(parser, options);
  }

  /** A client that sends nothing although it could: otherwise it would hold the connection for ever. */
  #watchSilence(request: IncomingMessage): void {
    const idleMs = this.#limits.idleMs ?? IDLE_MS;
    let last = Date.now();
    request.on('data', () => {
      last = Date.now();
    });
    const check = setInterval(
      () => {
        if (this.writableNeedDrain) last = Date.now();
        if (Date.now() - last < idleMs) return;
        this.#break(stalled(idleMs));
        request.destroy();
      },
      Math.ceil(idleMs / 4),
    );
    const stop = () => clearInterval(check);
    request.once('end', stop).once('close', stop);
    this.once('close', stop);
  }

  #guard(parser: Writable): void {
    // A second error of the parser would find no listener any more, and end the process.
    parser.on('error', () => {});
    parser.prependListener('file', (_name: string, file: Readable) => this.#guardFile(file));
    const emit = parser.emit.bind(parser);
    // The library writes wherever the map points, also into Object.prototype: its listener must not see such a map.
    parser.emit = (event: string | symbol, ...values: unknown[]) => {
      if (event !== 'field' || values[0] !== 'map' || isHarmlessMap(values[1])) return emit(event, ...values);
      this.refusal ??= requestError(
        400,
        'BAD_REQUEST',
        'map: expected one path such as "variables.input.file" for each file',
      );
      parser.destroy(this.refusal);
      return true;
    };
  }

  #guardFile(file: Readable): void {
    const tooLarge = () => file.destroy(fileTooLarge(this.#limits.maxUploadBytes));
    this.#files.add(file);
    file.on('error', () => {});
    file.on('limit', tooLarge);
    if (this.#tooLargeAnyway) tooLarge();
  }

  #break(reason: Error): void {
    for (const file of this.#files) if (!file.readableEnded && !file.destroyed) file.destroy(reason);
    this.destroy(reason);
  }
}

const PATH = /^variables(?:\.[A-Za-z_][A-Za-z0-9_]{0,63}|\.\d{1,3}){1,8}$/;
const INHERITED = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype).filter((name) => name !== 'length'),
  'prototype',
]);

/** Also true for what is no map at all: the library says what is wrong with it. */
function isHarmlessMap(text: unknown): boolean {
  try {
    const map: unknown = JSON.parse(String(text));
    if (typeof map !== 'object' || map === null) return true;
    return Object.values(map).every(
      (paths) => Array.isArray(paths) && paths.length === 1 && isHarmlessPath(paths[0]),
    );
  } catch {
    return true;
  }
}

function isHarmlessPath(path: unknown): boolean {
  return typeof path === 'string' && PATH.test(path) && !path.split('.').some((name) => INHERITED.has(name));
}

/** After the response: what the client still sends is read and thrown away for a while, then the connection ends. */
function endUnread(request: IncomingMessage, body: PassThrough): void {
  if (request.complete) return;
  request.unpipe(body);
  body.destroy();
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > DRAIN_BYTES) request.destroy();
  });
  const late = setTimeout(() => request.destroy(), DRAIN_MS);
  request.once('close', () => clearTimeout(late)).once('end', () => clearTimeout(late));
  request.resume();
}

function paramsOf(operation: GraphQLOperation | GraphQLOperation[]): GraphQLParams {
  if (!Array.isArray(operation)) return operation as GraphQLParams;
  throw requestError(400, 'BAD_REQUEST', 'operations: expected one operation; batches are not supported');
}

/** The library's own errors carry an HTTP status; its 500 is a form without any field. */
function asRequestError(error: unknown): Error {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 400;
  const text = error instanceof Error ? error.message : 'The form cannot be read';
  return requestError(
    status >= 400 && status < 500 ? status : 400,
    status === 413 ? 'PAYLOAD_TOO_LARGE' : 'BAD_REQUEST',
    text,
  );
}

function brokenOff(): Error {
  return new RequestError(
    'BAD_USER_INPUT',
    message(
      'La conexión se cortó durante la subida; vuelva a subir el archivo',
      'The connection broke during the upload; upload the file again',
    ),
  );
}

function stalled(idleMs: number): Error {
  const seconds = Math.round(idleMs / 1000);
  return new RequestError(
    'BAD_USER_INPUT',
    message(
      `La subida se detuvo más de ${seconds} s; vuelva a subir el archivo`,
      `The upload stood still for more than ${seconds} s; upload the file again`,
    ),
  );
}

function fileTooLarge(maxBytes: number): Error {
  return new FileError(
    'FILE_TOO_LARGE',
    message(
      `El archivo tiene más de ${maxBytes} bytes, el máximo que se acepta; divídalo en varios`,
      `The file has more than ${maxBytes} bytes, the most that is accepted; divide it into several`,
    ),
    { detectedFormat: 'UNKNOWN', maxBytes },
  );
}
