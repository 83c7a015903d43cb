import type { DownloadTokens } from '../access/download-token.ts';
import type { DownloadLink, LinkedThing } from '../graphql/context.ts';
import type { Client } from './client.ts';

export const DOWNLOADS_PATH = '/downloads/';

/** Long enough to click it in a page that was left open, short enough that a leaked one is soon worth nothing. */
const LINK_MS = 15 * 60_000;

/** An address that whoever holds it may open, without a session, until it expires. */
export function downloadLink(
  tokens: DownloadTokens,
  { publicUrl, language }: Pick<Client, 'publicUrl' | 'language'>,
  { kind, empresaId, id }: LinkedThing,
): DownloadLink {
  const expiresAt = new Date(Date.now() + LINK_MS);
  const token = tokens.sign({ kind, empresaId, id, language, expiresAt });
  return { url: `${publicUrl}${DOWNLOADS_PATH}${token}`, expiresAt };
}
