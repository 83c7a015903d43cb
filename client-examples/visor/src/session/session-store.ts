import { graphql } from '../generated/gql.ts';
import type { LoginMutation } from '../generated/graphql.ts';
import type { Post } from './post.ts';

export type Session = Extract<LoginMutation['login'], { __typename: 'Session' }>;

/** What the API says of a log-in that it refuses; its message is for people. */
export interface Refusal {
  readonly message: string;
}

/** One log-in of one tab. It outlives a reload and ends with the tab. */
export interface SessionStore {
  current(): Session | undefined;
  /** Whether the last one ended by itself. */
  hasEnded(): boolean;
  subscribe(listener: () => void): () => void;
  /** Undefined once logged in. */
  login(usuario: string, contrasena: string): Promise<Refusal | undefined>;
  /** A token that is still good for a while. Who asks at the same time shares one refresh: a refresh token works once. */
  token(): Promise<string | undefined>;
  /** Forgets the token, so that the next call of token() refreshes it. */
  expire(): void;
  logout(): Promise<void>;
}

const Login = graphql(`
  mutation Login($usuario: String!, $contrasena: String!) {
    login(usuario: $usuario, contrasena: $contrasena) {
      __typename
      ... on Session { token refreshToken expiresAt usuario { id usuario name role empresa { id name } } }
      ... on Problem { message }
    }
  }
`);
const Refresh = graphql(`
  mutation Refresh($refreshToken: String!) {
    refreshSession(refreshToken: $refreshToken) {
      __typename
      ... on Session { token refreshToken expiresAt usuario { id usuario name role empresa { id name } } }
      ... on Problem { message }
    }
  }
`);
const Logout = graphql(`
  mutation Logout { logout }
`);

const KEY = 'importador.session';
/** A token that would run out within this time is refreshed before it is used. */
const REFRESH_AHEAD_MS = 60_000;

export function sessionStore(post: Post, storage: Storage): SessionStore {
  const listeners = new Set<() => void>();
  let session = stored(storage);
  let stale = false;
  let ended = false;
  let refreshing: Promise<void> | undefined;

  function keep(next: Session | undefined, endedByItself = false): void {
    session = next;
    stale = false;
    ended = endedByItself;
    if (next) storage.setItem(KEY, JSON.stringify(next));
    else storage.removeItem(KEY);
    for (const listener of listeners) listener();
  }

  async function refresh(refreshToken: string): Promise<void> {
    try {
      const { refreshSession: answer } = await post(Refresh, { refreshToken });
      if (answer.__typename === 'Session') keep(answer);
      else keep(undefined, true);
    } finally {
      refreshing = undefined;
    }
  }

  return {
    current: () => session,
    hasEnded: () => ended,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async login(usuario, contrasena) {
      const { login: answer } = await post(Login, { usuario, contrasena });
      if (answer.__typename !== 'Session') return answer;
      keep(answer);
      return undefined;
    },
    async token() {
      if (session && (stale || Date.parse(session.expiresAt) - Date.now() < REFRESH_AHEAD_MS)) {
        refreshing ??= refresh(session.refreshToken);
        await refreshing;
      }
      return session?.token;
    },
    expire() {
      stale = true;
    },
    async logout() {
      const token = session?.token;
      keep(undefined);
      // Nobody waits for a server that may be gone: the token runs out by itself.
      if (token !== undefined) await post(Logout, {}, token).catch(() => {});
    },
  };
}

function stored(storage: Storage): Session | undefined {
  const text = storage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Session);
}
