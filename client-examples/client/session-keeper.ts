import { graphql } from '../generated/gql.ts';
import type { SendRequest } from './send-request.ts';
import { unwrap } from './unwrap.ts';

/**
 * Keeps one log-in alive: hands out a token that is still good for a while, refreshing it where it is not.
 */
export interface SessionKeeper {
  login(usuario: string, contrasena: string): Promise<void>;
  /**
   * Undefined before the log-in. Callers at the same time share one refresh: each refresh token works once.
   */
  token(): Promise<string | undefined>;
  /** Forgets the token, so that the next call of token() refreshes it. */
  expire(): void;
  logout(signal: AbortSignal): Promise<void>;
}

/** A token that would run out within this time is refreshed before it is used. */
const REFRESH_AHEAD_MS = 60_000;

interface LoggedIn {
  readonly token: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
}

const Login = graphql(`
  mutation Login($usuario: String!, $contrasena: String!) {
    login(usuario: $usuario, contrasena: $contrasena) {
      __typename
      ... on Session { token refreshToken expiresAt }
      ... on Problem { code message }
    }
  }
`);

const Refresh = graphql(`
  mutation Refresh($refreshToken: String!) {
    refreshSession(refreshToken: $refreshToken) {
      __typename
      ... on Session { token refreshToken expiresAt }
      ... on Problem { code message }
    }
  }
`);

const Logout = graphql(`
  mutation Logout {
    logout
  }
`);

export function sessionKeeper(send: SendRequest, now: () => number = Date.now): SessionKeeper {
  let current: LoggedIn | undefined;
  let refreshing: Promise<void> | undefined;

  async function refresh(refreshToken: string): Promise<void> {
    try {
      const { refreshSession } = await send(Refresh, { refreshToken });
      current = loggedIn(unwrap(refreshSession));
    } finally {
      refreshing = undefined;
    }
  }

  return {
    async login(usuario, contrasena) {
      const { login } = await send(Login, { usuario, contrasena });
      current = loggedIn(unwrap(login));
    },
    async token() {
      if (current && current.expiresAt - now() < REFRESH_AHEAD_MS) {
        refreshing ??= refresh(current.refreshToken);
        await refreshing;
      }
      return current?.token;
    },
    expire() {
      if (current) current = { ...current, expiresAt: 0 };
    },
    async logout(signal) {
      const token = current?.token;
      current = undefined;
      if (token !== undefined) await send(Logout, {}, { token, signal });
    },
  };
}

function loggedIn(session: { token: string; refreshToken: string; expiresAt: string }): LoggedIn {
  return { ...session, expiresAt: Date.parse(session.expiresAt) };
}
