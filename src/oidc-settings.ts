import type { ProviderSettings } from './access/provider.ts';

/** A key that travels in the clear on a network could be anybody's. */
export const SAFE_URL =
  /^(?:https:\/\/[^\s?#]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/[^\s?#]*)?)$/;
/** A list of value=meaning. */
export const PAIRS = /^[^\s=,]+=[^\s=,]+(?:,[^\s=,]+=[^\s=,]+)*$/;
export const ROLE_PAIRS =
  /^[^\s=,]+=(?:ADMIN|SUPERVISOR|ANALYST|READER)(?:,[^\s=,]+=(?:ADMIN|SUPERVISOR|ANALYST|READER))*$/;

/** The variables as they were read. */
interface OidcVariables {
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_AUDIENCE?: string | undefined;
  readonly OIDC_JWKS_URL?: string | undefined;
  readonly OIDC_USUARIO_CLAIM: string;
  readonly OIDC_ROLE_CLAIM: string;
  readonly OIDC_ROLES: ReadonlyMap<string, string>;
  readonly OIDC_EMPRESA_CLAIM: string;
  readonly OIDC_EMPRESAS: ReadonlyMap<string, string>;
}

/** Of a text that PAIRS matches. */
export function pairs(text: string | undefined): ReadonlyMap<string, string> {
  return new Map(
    (text ?? '')
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('=') as [string, string]),
  );
}

/** All of it or nothing: a provider without an audience would let in whoever it knows for whatever purpose. */
export function oidcOf(env: OidcVariables): ProviderSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_ROLES: roles, OIDC_EMPRESAS: empresas } = env;
  if (issuer === undefined) return undefined;
  if (audience === undefined || roles.size === 0 || empresas.size === 0) {
    throw new Error(
      'OIDC_ISSUER necesita OIDC_AUDIENCE, OIDC_ROLES y OIDC_EMPRESAS / OIDC_ISSUER needs OIDC_AUDIENCE, OIDC_ROLES and OIDC_EMPRESAS',
    );
  }
  const claims = {
    usuarioClaim: env.OIDC_USUARIO_CLAIM,
    roleClaim: env.OIDC_ROLE_CLAIM,
    empresaClaim: env.OIDC_EMPRESA_CLAIM,
  };
  return { issuer, audience, jwksUrl: env.OIDC_JWKS_URL, ...claims, roles, empresas };
}
