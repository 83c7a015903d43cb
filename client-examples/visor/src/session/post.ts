import { stringifyDocument, type TypedDocumentNode } from '@urql/core';

/** One request outside of the cache. Rejects where the server cannot be reached or answers with an error. */
export type Post = <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token?: string,
) => Promise<Data>;

export function postTo(url: string, language: () => string): Post {
  return async <Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    token?: string,
  ) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': language(),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: stringifyDocument(document), variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (!data) throw new Error(errors?.[0]?.message ?? `${url} answered ${response.status}`);
    return data;
  };
}
