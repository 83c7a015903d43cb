import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Language } from '../domain/message.ts';
import { publicUrlOf } from './public-url.ts';
import type { ServerSettings } from './settings.ts';

/** Who calls, before anybody has asked whether they may. */
export interface Client {
  /** Names the request in the log and in the answer's X-Request-Id. */
  readonly requestId: string;
  readonly token: string | undefined;
  readonly language: Language;
  readonly address: string;
  /** Where the client reaches this server, without a slash at its end. */
  readonly publicUrl: string;
  readonly log: Logger;
  /** Subscriptions of HTTP end with their response; those of a WebSocket with the socket, which looks after its session. */
  readonly transport: 'HTTP' | 'WEBSOCKET';
  /** Aborted when the response or the socket is gone. */
  readonly gone: AbortSignal;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{1,4096})$/i;

export function clientOf(
  request: IncomingMessage,
  settings: Pick<ServerSettings, 'trustProxy' | 'publicUrl'>,
  about: { readonly log: Logger; readonly transport: Client['transport']; readonly gone: AbortSignal },
): Client {
  const given = request.headers['x-request-id'];
  const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  return {
    requestId,
    token: bearerToken(request.headers.authorization),
    language: languageOf(request.headers['accept-language']),
    address: addressOf(request, settings.trustProxy),
    publicUrl: publicUrlOf(request, settings),
    log: about.log.child({ requestId }),
    transport: about.transport,
    gone: about.gone,
  };
}

export function bearerToken(authorization: unknown): string | undefined {
  return typeof authorization === 'string' ? BEARER.exec(authorization.trim())?.[1] : undefined;
}

/** Spanish unless English is asked for with a higher weight (RFC 9110). */
export function languageOf(acceptLanguage: unknown): Language {
  if (typeof acceptLanguage !== 'string') return 'es';
  const weights: Record<Language, number> = { es: 0, en: 0 };
  for (const range of acceptLanguage.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = q === undefined ? 1 : Number(q);
    const language = tag.split('-')[0];
    if ((language === 'es' || language === 'en') && weight > weights[language]) weights[language] = weight;
  }
  return weights.en > weights.es ? 'en' : 'es';
}

/** Behind a proxy the last entry of X-Forwarded-For, the only one that the proxy itself has written. */
export function addressOf({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? String(headers['x-forwarded-for'] ?? '') : '';
  return forwarded.split(',').at(-1)?.trim().slice(0, 64) || (socket.remoteAddress ?? 'unknown');
}
