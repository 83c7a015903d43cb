import type { SessionStore } from './session-store.ts';

/** fetch with the session's token; once more with a fresh one where the server no longer knows it. */
export function sessionFetch(session: SessionStore, language: string): typeof fetch {
  return async (input, init) => {
    const first = await send(input, init, session, language);
    const text = await first.text();
    if (!text.includes('"UNAUTHENTICATED"')) return answerOf(first, text);
    session.expire();
    return send(input, init, session, language);
  };
}

async function send(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  session: SessionStore,
  language: string,
): Promise<Response> {
  const headers = new Headers(init?.headers);
  const token = await session.token();
  headers.set('accept-language', language);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}

/** The body was read and can be read once only. */
function answerOf({ status, headers }: Response, text: string): Response {
  return new Response(text, { status, headers });
}
