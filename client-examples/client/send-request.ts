import type { TypedDocumentString } from '../generated/graphql.ts';
import { ApiError, apiErrorOf } from './api-error.ts';
import { multipartBody } from './multipart-body.ts';

export interface SendOptions {
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One request over HTTP. A variable that is a Blob or File is uploaded, read while it is sent. Resolves with the data;
 * throws ApiError for top-level errors.
 */
export type SendRequest = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options?: SendOptions,
) => Promise<Result>;

/** language: of the messages for people, 'es' or 'en'. */
export function requestSender(url: string, language: string): SendRequest {
  return async (document, variables, { token, signal } = {}) => {
    const query = document.toString();
    const upload = multipartBody(query, variables);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'accept-language': language,
        // A page of another site cannot set this header unasked: it keeps uploads safe from forgery.
        'x-graphql-yoga-csrf': '1',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(upload ? {} : { 'content-type': 'application/json' }),
      },
      body: upload ?? JSON.stringify({ query, variables }),
      signal: signal ?? null,
    });
    return dataOf(response);
  };
}

async function dataOf<Result>(response: Response): Promise<Result> {
  const text = await response.text();
  const answer = parseAnswer<Result>(text);
  if (answer?.errors) throw apiErrorOf(answer.errors);
  if (answer?.data) return answer.data;
  throw new ApiError(
    `HTTP_${response.status}`,
    `${response.url} answered ${response.status} without GraphQL data: ${text.slice(0, 200)}`,
  );
}

function parseAnswer<Result>(text: string): { data?: Result; errors?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
