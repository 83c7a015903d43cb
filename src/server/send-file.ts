import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { DownloadFile } from '../domain/download.ts';
import { contentDisposition } from './content-disposition.ts';

/**
 * The head goes out with the first bytes, so that what fails before them is answered as a failure; what fails later
 * breaks the connection off, so that nobody takes a part for the whole.
 */
export async function sendFile(
  file: DownloadFile,
  response: ServerResponse,
  gone: AbortSignal,
  headers: OutgoingHttpHeaders = {},
  trailers?: () => Readonly<Record<string, string>>,
): Promise<void> {
  try {
    for await (const chunk of file.content) {
      if (gone.aborted) return;
      if (!response.headersSent) writeHead(file, response, headers);
      if (!response.write(chunk)) await once(response, 'drain', { signal: gone });
    }
    if (!response.headersSent) writeHead(file, response, headers);
    if (trailers) response.addTrailers(trailers());
    response.end();
  } catch (error) {
    if (gone.aborted) return;
    if (response.headersSent) response.destroy();
    throw error;
  }
}

function writeHead(
  { name, contentType, bytes }: DownloadFile,
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
): void {
  response.writeHead(200, {
    'content-type': contentType,
    'content-disposition': contentDisposition(name),
    ...(bytes === undefined ? {} : { 'content-length': bytes }),
    ...headers,
  });
}

/** An answer that says in the client's language what it is not. */
export function refuse(response: ServerResponse, status: number, code: string, text: string): void {
  const body = JSON.stringify({ code, message: text });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
