import { setTimeout as delay } from 'node:timers/promises';
import { CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../generated/graphql.ts';
import { ApiError, ApiTokenError, apiErrorOf } from './api-error.ts';
import { requestSender, type SendOptions } from './send-request.ts';
import { type SessionKeeper, sessionKeeper } from './session-keeper.ts';

export interface ApiClientOptions {
  /** Where the API is, such as http://127.0.0.1:4000/graphql */
  readonly url: string;
  /** An API token, which needs no log-in. It only reads. */
  readonly apiToken?: string | undefined;
  /** Of the messages for people: Spanish unless it says 'en'. */
  readonly language?: 'es' | 'en';
  /** How often a lost connection is tried again before subscriptions fail. */
  readonly retries?: number;
  /** Told whenever the connection for subscriptions comes up or goes down. */
  readonly onConnection?: (up: boolean) => void;
}

/**
 * A log-in at the API: requests over HTTP, subscriptions over one WebSocket. Disposing it logs out and closes
 * both.
 */
export interface ApiClient extends AsyncDisposable {
  login(usuario: string, contrasena: string): Promise<void>;
  request<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    options?: Pick<SendOptions, 'signal'>,
  ): Promise<Result>;
  /** What the server has below another address, such as /exports/charges.csv. Any status is an answer. */
  get(path: string, signal?: AbortSignal): Promise<Response>;
  /**
   * Every answer of a subscription until it completes. `variables` is asked again each time the connection had to be
   * made anew: one that hands over the last sequence seen as `after` misses nothing. Ends early when aborted. Throws
   * ApiError.
   */
  subscribe<Result, Variables extends object>(
    document: TypedDocumentString<Result, Variables>,
    variables: () => Variables,
    signal?: AbortSignal,
  ): AsyncIterableIterator<Result>;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
const LOGOUT_MS = 2_000;

export function apiClient({
  url,
  apiToken,
  language = 'es',
  retries = 5,
  onConnection = () => {},
}: ApiClientOptions): ApiClient {
  const send = requestSender(url, language);
  const session = apiToken === undefined ? sessionKeeper(send) : fixedToken(apiToken);
  const disposing = new AbortController();
  let tokenEnded = false;
  const asToken = (error: unknown) => (apiToken === undefined ? error : ofToken(error));
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ token: await session.token(), language }),
    retryAttempts: retries,
    retryWait: async (n) => {
      const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(n, 10));
      // At random, so that the clients of a server that was restarted do not all come at once.
      await delay(longest * (0.5 + Math.random() / 2), undefined, { signal: disposing.signal }).catch(
        () => {},
      );
    },
    shouldRetry: () => !tokenEnded,
    on: {
      connected: () => onConnection(true),
      closed: (event) => {
        // The session that this socket came with has ended; the next one comes with a new token.
        if (isCloseEvent(event) && event.code === CloseCode.Forbidden) {
          session.expire();
          tokenEnded = apiToken !== undefined;
        }
        onConnection(false);
      },
    },
  });

  return {
    login: session.login,
    async request(document, variables, options = {}) {
      try {
        return await send(document, variables, { ...options, token: await session.token() });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
        session.expire();
        return send(document, variables, { ...options, token: await session.token() });
      }
    },
    async get(path, signal) {
      const ask = async () => {
        const authorization = `Bearer ${await session.token()}`;
        const headers = { authorization, 'accept-language': language };
        return fetch(url.replace(/\/graphql$/, path), { headers, signal: signal ?? null });
      };
      const response = await ask();
      if (response.status !== 401) return response;
      await response.body?.cancel();
      session.expire();
      return ask();
    },
    subscribe<Result, Variables extends object>(
      document: TypedDocumentString<Result, Variables>,
      variables: () => Variables,
      signal?: AbortSignal,
    ) {
      const results = socket.iterate<Result>({
        query: document.toString(),
        get variables() {
          return variables() as Record<string, unknown>;
        },
      });
      signal?.addEventListener('abort', () => void results.return?.(), { once: true });
      return answers<Result>(results, asToken);
    },
    async [Symbol.asyncDispose]() {
      disposing.abort();
      await socket.dispose();
      // Nobody waits for long for a server that may be gone: the token runs out by itself.
      await session.logout(AbortSignal.timeout(LOGOUT_MS)).catch(() => {});
    },
  };
}

/** A token that nobody logged in for: once it is not accepted, there is no other. */
function fixedToken(apiToken: string): SessionKeeper {
  let accepted = true;
  return {
    login: () => Promise.reject(new Error('A client with an API token does not log in')),
    async token() {
      if (!accepted) throw new ApiTokenError('The API token is not accepted');
      return apiToken;
    },
    expire() {
      accepted = false;
    },
    logout: () => Promise.resolve(),
  };
}

const ofToken = (error: unknown) =>
  error instanceof ApiError && error.code === 'UNAUTHENTICATED' ? new ApiTokenError(error.message) : error;

async function* answers<Result>(
  results: AsyncIterable<{ data?: Result | null | undefined; errors?: readonly unknown[] | undefined }>,
  named: (error: unknown) => unknown,
): AsyncIterableIterator<Result> {
  try {
    for await (const { data, errors } of results) {
      if (errors) throw apiErrorOf(errors);
      if (data) yield data;
    }
  } catch (error) {
    throw named(
      isCloseEvent(error) ? lostConnection(error) : Array.isArray(error) ? apiErrorOf(error) : error,
    );
  }
}

interface LikeCloseEvent {
  readonly code: number;
  readonly reason: string;
}

function isCloseEvent(error: unknown): error is LikeCloseEvent {
  return typeof error === 'object' && error !== null && 'code' in error && 'reason' in error;
}

function lostConnection({ code, reason }: LikeCloseEvent): ApiError {
  if (code === CloseCode.Forbidden) return new ApiError('UNAUTHENTICATED', reason);
  return new ApiError(
    'CONNECTION_LOST',
    `The connection for subscriptions was closed (${code}${reason === '' ? '' : `, ${reason}`})`,
  );
}
