import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { ROLES, type Role } from '../domain/codes.ts';

/** How to believe the tokens of a company's own log-in (OpenID Connect). */
export interface ProviderSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Undefined: as the issuer's discovery document says. */
  readonly jwksUrl: string | undefined;
  readonly usuarioClaim: string;
  readonly roleClaim: string;
  /** What the role claim may hold, and which role it means; of several the highest. */
  readonly roles: ReadonlyMap<string, string>;
  readonly empresaClaim: string;
  /** What the empresa claim may hold, and the code of the empresa that it means. */
  readonly empresas: ReadonlyMap<string, string>;
}

/** Who a token of the provider says that somebody is. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly usuario: string;
  readonly role: Role;
  readonly empresaCode: string;
  readonly expiresAt: Date;
}

export interface Provider {
  /**
   * Undefined for a token that is not one of its own, is not meant for us, has expired, or names no role and empresa of
   * ours. Rejects where its keys cannot be had.
   */
  identify(token: string): Promise<Identity | undefined>;
}

/** Of the asymmetric kinds only: a key that anybody may fetch must not be good for signing. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_SECONDS = 30;
const FETCH_MS = 5_000;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Its keys are fetched when first needed, and again when a token names one that is not known yet. */
export function oidcProvider(settings: ProviderSettings): Provider {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const keySet = () => {
    keys ??= keysOf(settings).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  return {
    async identify(token) {
      if (!JWT.test(token)) return undefined;
      const payload = await verified(token, await keySet(), settings);
      return payload && identityOf(payload, settings);
    },
  };
}

async function keysOf({ issuer, jwksUrl }: ProviderSettings) {
  return createRemoteJWKSet(new URL(jwksUrl ?? (await discoveredKeys(issuer))), {
    timeoutDuration: FETCH_MS,
  });
}

async function discoveredKeys(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), redirect: 'error' });
  const { issuer: named, jwks_uri } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (response.ok && named === issuer && typeof jwks_uri === 'string') return jwks_uri;
  throw new Error(`${url} does not say where the keys of ${issuer} are; set OIDC_JWKS_URL`);
}

/** What a token can do wrong, as opposed to what keeps us from looking. */
const WRONG = /^ERR_(?:JWT_|JWS_|JOSE_|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE)/;

async function verified(
  token: string,
  keys: ReturnType<typeof createRemoteJWKSet>,
  { issuer, audience }: ProviderSettings,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SECONDS,
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError && WRONG.test(error.code)) return undefined;
    // The message may show a part of the token.
    throw new Error('The keys of the OIDC provider could not be had');
  }
}

function identityOf(payload: JWTPayload, settings: ProviderSettings): Identity | undefined {
  const { sub: subject, exp } = payload;
  const usuario = payload[settings.usuarioClaim];
  const named = textsIn(payload[settings.roleClaim]).map((text) => settings.roles.get(text));
  const role = ROLES.find((known) => named.includes(known));
  const [empresaCode, another] = textsIn(payload[settings.empresaClaim])
    .map((text) => settings.empresas.get(text))
    .filter((code) => code !== undefined);
  if (!subject || exp === undefined || typeof usuario !== 'string' || !role) return undefined;
  if (empresaCode === undefined || another !== undefined) return undefined;
  return { issuer: settings.issuer, subject, usuario, role, empresaCode, expiresAt: new Date(exp * 1_000) };
}

function textsIn(claim: unknown): string[] {
  return [claim].flat().filter((each) => typeof each === 'string');
}
