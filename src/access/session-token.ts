import { createHash, randomBytes } from 'node:crypto';

export type TokenKind = 'access' | 'refresh' | 'api';

export interface SessionToken {
  readonly token: string;
  /** All that is kept of it. SHA-256 is enough: 256 random bits cannot be guessed, so there is nothing to slow down. */
  readonly hash: Buffer;
}

/** Recognisable, so that a leaked one is found by whoever scans for secrets, and one kind never passes for the other. */
const PREFIX = { access: 'imp_a_', refresh: 'imp_r_', api: 'imp_t_' } as const satisfies Record<
  TokenKind,
  string
>;
const TOKEN_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

export function newSessionToken(kind: TokenKind): SessionToken {
  const token = PREFIX[kind] + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: sha256(token) };
}

/** Undefined for a text that cannot be a token of that kind, so that nothing is looked up for it. */
export function sessionTokenHash(kind: TokenKind, token: string): Buffer | undefined {
  const prefix = PREFIX[kind];
  return token.startsWith(prefix) && SECRET.test(token.slice(prefix.length)) ? sha256(token) : undefined;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
