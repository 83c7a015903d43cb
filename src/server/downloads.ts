import type { ServerResponse } from 'node:http';
import type { DownloadGrant, DownloadTokens } from '../access/download-token.ts';
import type { DownloadFile, DownloadKind } from '../domain/download.ts';
import { type Message, message } from '../domain/message.ts';
import type { Client } from './client.ts';
import { downloadProblem } from './download-problem.ts';
import { refuse, sendFile } from './send-file.ts';

/** Undefined where there is nothing to be had any more. The signal is aborted once the client has left. */
export type OpenDownload = (grant: DownloadGrant, signal: AbortSignal) => Promise<DownloadFile | undefined>;

export interface Downloads {
  readonly tokens: DownloadTokens;
  /** One for every kind that this server can make. */
  readonly open: Readonly<Partial<Record<DownloadKind, OpenDownload>>>;
}

const EXPIRED = message(
  'Este enlace de descarga venció; pida otro a la API',
  'This download link has expired; ask the API for a new one',
);
const GONE = message(
  'Lo que este enlace descargaba ya no existe; consulte la importación otra vez',
  'What this link led to is no longer there; look at the import again',
);
const UNKNOWN = message(
  'Este enlace de descarga no existe; pida uno a la API',
  'There is no such download link; ask the API for one',
);
const GET_ONLY = message('Un enlace de descarga solo admite GET', 'A download link takes GET only');

/** Sends what the token opens, as fast as the client takes it; ends the making of it when the client leaves. */
export async function sendDownload(
  { tokens, open }: Downloads,
  { method, token }: { readonly method: string | undefined; readonly token: string },
  response: ServerResponse,
  client: Pick<Client, 'gone' | 'language'>,
): Promise<void> {
  if (method !== 'GET') {
    response.setHeader('allow', 'GET');
    return refuse(response, 405, 'METHOD_NOT_ALLOWED', GET_ONLY[client.language]);
  }
  const grant = tokens.read(token);
  if (grant === 'EXPIRED') return refuse(response, 410, 'EXPIRED', EXPIRED[client.language]);
  const opener = grant === 'UNKNOWN' ? undefined : open[grant.kind];
  if (grant === 'UNKNOWN' || !opener) return refuse(response, 404, 'NOT_FOUND', UNKNOWN[client.language]);
  try {
    const file = await opener(grant, client.gone);
    if (!file) return refuse(response, 410, 'GONE', textOf(GONE, grant));
    await sendFile(file, response, client.gone);
  } catch (error) {
    const problem = response.headersSent ? undefined : downloadProblem(error);
    if (!problem) throw error;
    const { status, code, text, retryAfterSeconds } = problem;
    if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
    refuse(response, status, code, textOf(text, grant));
  }
}

function textOf(text: Message, { language }: DownloadGrant): string {
  return text[language];
}
