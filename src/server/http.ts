import type { IncomingMessage, ServerResponse } from 'node:http';
import { MASKED } from '../graphql/errors.ts';
import { loggableBug } from '../graphql/loggable-bug.ts';
import type { ImportParts } from '../imports/parts.ts';
import { type Client, clientOf } from './client.ts';
import { GRAPHQL_PATH, type Graphql } from './create-yoga.ts';
import { DOWNLOADS_PATH } from './download-link.ts';
import { type Downloads, sendDownload } from './downloads.ts';
import { EXPORTS_PATH } from './export-request.ts';
import { basicToken, type Exports, sendExport } from './exports.ts';
import { frontPage } from './front-page.ts';
import { isDatabaseThere } from './health.ts';
import { isAllowedOrigin } from './origins.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ServerSettings } from './settings.ts';
import { refuseTooMany } from './too-many-requests.ts';
import { VISOR_PATH, type VisorPage } from './visor-page.ts';

export interface HttpParts {
  readonly parts: ImportParts;
  readonly settings: ServerSettings;
  readonly graphql: Graphql;
  readonly downloads: Downloads;
  readonly exports: Exports;
  readonly limiter: RateLimiter;
  /** Undefined where it is switched off or was not built. */
  readonly visor: VisorPage | undefined;
  /** False once the server is going away. */
  isOpen(): boolean;
}

/** A client that takes nothing for so long is as good as gone; holding its answers would only cost memory. */
const STUCK_MS = 30_000;

/**
 * Every HTTP request: the front page, the Visor, liveness, readiness, GraphQL, downloads, exports; anything else is 404.
 * Never throws.
 */
export function httpListener(http: HttpParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    response.on('error', () => {});
    const about = { log: http.parts.log, transport: 'HTTP', gone: gone.signal } as const;
    const client = clientOf(request, http.settings, about);
    logWhenDone(request, response, client);
    setHeaders(request, response, client, http.settings);
    // The next request of this client is to find another server.
    if (!http.isOpen()) response.setHeader('connection', 'close');
    void answer(http, request, response, client).catch((error: unknown) => {
      client.log.error({ err: loggableBug(error) }, 'A request could not be answered');
      if (response.headersSent) return void response.end();
      const message = MASKED[client.language];
      end(response, 500, JSON.stringify({ code: 'INTERNAL_SERVER_ERROR', message }), 'application/json');
    });
  };
}

async function answer(
  http: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  client: Client,
): Promise<void> {
  const path = pathOf(request);
  if (path.startsWith(DOWNLOADS_PATH)) {
    if (request.method === 'OPTIONS') return end(response, 204);
    const wait = http.limiter.take({ address: client.address, token: undefined });
    if (wait !== undefined) return refuseTooMany(response, client, wait);
    destroyWhenStuck(response);
    const token = path.slice(DOWNLOADS_PATH.length);
    return sendDownload(http.downloads, { method: request.method, token }, response, client);
  }
  if (path.startsWith(EXPORTS_PATH)) return answerExport(http, request, response, client);
  if (http.visor && (path === VISOR_PATH || path.startsWith(`${VISOR_PATH}/`))) {
    return http.visor.send(request, response);
  }
  switch (path) {
    case GRAPHQL_PATH:
      if (request.method === 'OPTIONS') return end(response, 204);
      return answerGraphql(http, request, response, client);
    case '/livez':
      return end(response, 200, 'ok');
    case '/readyz':
      return (await isReady(http)) ? end(response, 200, 'ok') : end(response, 503, 'not ready');
    case '/': {
      const { type, body } = frontPage(request, client.language, {
        production: http.settings.production,
        visor: http.visor !== undefined,
      });
      return end(response, 200, body, type);
    }
    default:
      return end(response, 404, `not found; the API is at ${GRAPHQL_PATH}`);
  }
}

async function answerExport(
  { exports, limiter }: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  known: Client,
): Promise<void> {
  if (request.method === 'OPTIONS') return end(response, 204);
  const client = { ...known, token: known.token ?? basicToken(request.headers.authorization) };
  const wait = limiter.take(client);
  if (wait !== undefined) return refuseTooMany(response, client, wait);
  destroyWhenStuck(response);
  return sendExport(exports, request, response, client);
}

async function answerGraphql(
  { graphql, limiter }: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  client: Client,
): Promise<void> {
  const wait = limiter.take(client);
  if (wait !== undefined) return refuseTooMany(response, client, wait);
  destroyWhenStuck(response);
  await graphql.yoga.handle(request, response, { client });
}

async function isReady({ parts, isOpen }: HttpParts): Promise<boolean> {
  return isOpen() && (await isDatabaseThere(parts.database));
}

export function pathOf({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  return url.split('?')[0] ?? '/';
}

function end(response: ServerResponse, status: number, text = '', type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

const ALLOWED_HEADERS =
  'accept, accept-language, apollo-require-preflight, authorization, content-type, x-apollo-operation-name, x-graphql-yoga-csrf, x-request-id';
const DAY_SECONDS = '86400';

function setHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { requestId }: Client,
  settings: ServerSettings,
): void {
  response.setHeader('x-request-id', requestId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('vary', 'Origin, Accept-Language');
  if (settings.production)
    response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  const { origin } = request.headers;
  if (origin === undefined || !isAllowedOrigin(request, settings)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'content-disposition, retry-after, x-request-id');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
  response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
  response.setHeader('access-control-max-age', DAY_SECONDS);
}

/** What was asked and how it ended; never headers, bodies or variables, which hold tokens and what people write. */
function logWhenDone(request: IncomingMessage, response: ServerResponse, { log }: Client): void {
  const started = performance.now();
  response.once('close', () => {
    const ms = Math.round(performance.now() - started);
    const line = { method: request.method, path: loggablePath(request), status: response.statusCode, ms };
    if (pathOf(request) === GRAPHQL_PATH)
      log.info({ ...line, finished: response.writableFinished }, 'request');
    else log.debug(line, 'request');
  });
}

/** The address of a download is all that it takes to have it. */
function loggablePath(request: IncomingMessage): string {
  const path = pathOf(request);
  return path.startsWith(DOWNLOADS_PATH) ? `${DOWNLOADS_PATH}…` : path;
}

/** Streams of events stop being read when the socket is full; one that stays full is ended. */
function destroyWhenStuck(response: ServerResponse): void {
  let fullSince: number | undefined;
  const check = setInterval(() => {
    if (!response.writableNeedDrain) fullSince = undefined;
    else if (fullSince === undefined) fullSince = Date.now();
    else if (Date.now() - fullSince > STUCK_MS) response.destroy();
  }, STUCK_MS / 6).unref();
  response.once('close', () => clearInterval(check));
}
