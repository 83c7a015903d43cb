import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { requestError } from './request-error.ts';

/** The longest queries of real clients have some 20 kB; a list of ids a little more. */
export const MAX_JSON_BYTES = 1_000_000;
/** For the whole body: a megabyte at modem speed. */
const BODY_MS = 30_000;

/** Reads no more than MAX_JSON_BYTES and waits no longer than BODY_MS. Throws a GraphQLError with its HTTP status. */
export async function readJsonBody(request: IncomingMessage): Promise<GraphQLParams> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_JSON_BYTES) throw tooLarge();
  const body = parse(await readText(request));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw requestError(
      400,
      'BAD_REQUEST',
      'The body is not a JSON object with a query; batches are not supported',
    );
  }
  return body;
}

async function readText(request: IncomingMessage): Promise<string> {
  const late = setTimeout(
    () => request.destroy(requestError(408, 'REQUEST_TIMEOUT', 'The body took too long')),
    BODY_MS,
  );
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > MAX_JSON_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof TypeError) throw requestError(400, 'BAD_REQUEST', 'The body is not UTF-8');
    throw error;
  } finally {
    clearTimeout(late);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw requestError(400, 'BAD_REQUEST', 'The body is not JSON');
  }
}

function tooLarge() {
  return requestError(
    413,
    'PAYLOAD_TOO_LARGE',
    `The body has more than ${MAX_JSON_BYTES} bytes; files go by multipart`,
  );
}
