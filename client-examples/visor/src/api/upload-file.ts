import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import type { Api } from './create-client.ts';

interface UploadOptions {
  /** Bytes that have left, of the whole request. */
  readonly onProgress: (sent: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * A mutation with one file by the GraphQL multipart request spec. XMLHttpRequest, since fetch does not tell how much of
 * a body is out. `place` is where in the variables the file stands. Rejects where the server cannot be reached.
 */
export async function uploadFile<Data, Variables>(
  { url, session, language }: Api,
  document: TypedDocumentNode<Data, Variables>,
  { variables, place, file }: { variables: Variables; place: string; file: File },
  { onProgress, signal }: UploadOptions,
): Promise<Data> {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: stringifyDocument(document), variables }, withoutFiles));
  form.set('map', JSON.stringify({ 0: [`variables.${place}`] }));
  form.set('0', file, file.name);
  const token = await session.token();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('accept-language', language);
    // A page of another site cannot set this header unasked: it keeps uploads safe from forgery.
    request.setRequestHeader('x-graphql-yoga-csrf', '1');
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => {
      const { data, errors } = parse<Data>(request.responseText);
      if (data) resolve(data);
      else reject(new Error(errors?.[0]?.message ?? `${url} answered ${request.status}`));
    };
    request.onerror = () => reject(new TypeError(`${url} cannot be reached`));
    request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function withoutFiles(_key: string, value: unknown): unknown {
  return value instanceof Blob ? null : value;
}

function parse<Data>(text: string): { data?: Data | null; errors?: { message: string }[] } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
