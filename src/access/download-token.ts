import { createHmac, timingSafeEqual } from 'node:crypto';
import { DOWNLOAD_KINDS, type DownloadKind } from '../domain/download.ts';
import { LANGUAGES, type Language } from '../domain/message.ts';

/** What one token opens: one thing of one empresa, in one language, until it expires. */
export interface DownloadGrant {
  readonly kind: DownloadKind;
  readonly empresaId: number;
  /** Whose id it is follows from the kind. */
  readonly id: number;
  readonly language: Language;
  readonly expiresAt: Date;
}

export interface DownloadTokens {
  sign(grant: DownloadGrant): string;
  /** Whoever holds a token may have the thing: it needs no session. UNKNOWN: not one of ours, or changed. */
  read(token: string, now?: Date): DownloadGrant | 'UNKNOWN' | 'EXPIRED';
}

const TOKEN = /^([A-Za-z0-9_-]{8,200})\.([A-Za-z0-9_-]{43})$/;

export function downloadTokens(secret: Uint8Array): DownloadTokens {
  const mac = (claims: string) => createHmac('sha256', secret).update(`download.${claims}`).digest();
  return {
    sign(grant) {
      const claims = Buffer.from(claimsOf(grant)).toString('base64url');
      return `${claims}.${mac(claims).toString('base64url')}`;
    },
    read(token, now = new Date()) {
      const [, claims = '', signature = ''] = TOKEN.exec(token) ?? [];
      const given = Buffer.from(signature, 'base64url');
      // The last character of base64 has bits to spare: only the spelling that sign gives is accepted.
      if (given.length !== 32 || given.toString('base64url') !== signature) return 'UNKNOWN';
      if (!timingSafeEqual(given, mac(claims))) return 'UNKNOWN';
      const grant = grantOf(Buffer.from(claims, 'base64url').toString('latin1'));
      if (!grant) return 'UNKNOWN';
      return grant.expiresAt <= now ? 'EXPIRED' : grant;
    },
  };
}

function claimsOf({ kind, empresaId, id, language, expiresAt }: DownloadGrant): string {
  return [kind, empresaId, id, language, expiresAt.getTime()].join(' ');
}

/** Undefined for a kind that an earlier version signed and this one does not know. */
function grantOf(claims: string): DownloadGrant | undefined {
  const [kindText, empresaId, id, languageText, expires] = claims.split(' ');
  const kind = DOWNLOAD_KINDS.find((each) => each === kindText);
  const language = LANGUAGES.find((each) => each === languageText);
  if (!kind || !language) return undefined;
  return {
    kind,
    language,
    empresaId: Number(empresaId),
    id: Number(id),
    expiresAt: new Date(Number(expires)),
  };
}
