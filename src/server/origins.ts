import type { IncomingMessage } from 'node:http';
import type { ServerSettings } from './settings.ts';

type OriginSettings = Pick<ServerSettings, 'corsOrigins' | 'trustProxy'>;

/**
 * Whether a page of that origin may call: one of the settings, or the server's own. Without an Origin it is no browser,
 * which may always.
 */
export function isAllowedOrigin(
  { headers }: Pick<IncomingMessage, 'headers'>,
  settings: OriginSettings,
): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (settings.corsOrigins.includes(origin)) return true;
  const forwarded = settings.trustProxy ? headers['x-forwarded-host'] : undefined;
  const host = typeof forwarded === 'string' ? forwarded : headers.host;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
