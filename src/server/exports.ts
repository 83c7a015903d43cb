import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from '../access/authenticate.ts';
import type { AccessParts } from '../access/parts.ts';
import { CapacityError, ImportadorError, RequestError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import { requirePermission } from '../domain/session.ts';
import type { Exporter } from '../exports/exporter.ts';
import { unauthenticated } from './api-context.ts';
import type { Client } from './client.ts';
import { readExportRequest } from './export-request.ts';
import { refuse, sendFile } from './send-file.ts';
import { watchSession } from './watch-session.ts';

export interface Exports {
  readonly access: AccessParts;
  readonly exporter: Exporter;
}

const UNKNOWN = message(
  'No hay tal exportación; son imports, charges e issues, por ejemplo /exports/charges.csv',
  'There is no such export; there are imports, charges and issues, for example /exports/charges.csv',
);
const GET_ONLY = message('Una exportación solo admite GET', 'An export takes GET only');

/** Longer than this nobody keeps a moment for a slow client: it goes on behind the last row that it has. */
const LONGEST_MS = 3_600_000;

/** Answers a request below EXPORTS_PATH: the rows, as fast as the client takes them, or why not. */
export async function sendExport(
  { access, exporter }: Exports,
  request: IncomingMessage,
  response: ServerResponse,
  client: Client,
): Promise<void> {
  const { language, gone } = client;
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET');
    return refuse(response, 405, 'METHOD_NOT_ALLOWED', GET_ONLY[language]);
  }
  const breakOff = () => void response.destroy();
  const late = setTimeout(breakOff, LONGEST_MS).unref();
  let stopWatching = () => {};
  try {
    const { token } = client;
    const session = token === undefined ? undefined : await authenticate(access, token);
    if (token === undefined || !session) throw unauthenticated();
    requirePermission(session, 'READ');
    stopWatching = watchSession(access, { token, session }, breakOff);
    const wanted = readExportRequest(request.url ?? '');
    if (!wanted) return refuse(response, 404, 'NOT_FOUND', UNKNOWN[language]);
    const file = exporter.open(session, wanted, gone);
    await sendFile(file, response, gone, { trailer: 'export-rows, export-cursor' }, () => {
      const { rows, cursor } = file.exported();
      return { 'export-rows': String(rows), ...(cursor !== undefined && { 'export-cursor': cursor }) };
    });
  } catch (error) {
    const problem = response.headersSent ? undefined : problemOf(error);
    if (!problem) throw error;
    for (const [name, value] of Object.entries(problem.headers ?? {})) response.setHeader(name, value);
    refuse(response, problem.status, problem.code, problem.text[language]);
  } finally {
    stopWatching();
    clearTimeout(late);
  }
}

/** The token of a program that can only name a user and a password: the password is it. */
export function basicToken(authorization: unknown): string | undefined {
  const [, encoded = ''] =
    /^Basic +([A-Za-z0-9+/=]{1,6000})$/i.exec(String(authorization ?? '').trim()) ?? [];
  const password = Buffer.from(encoded, 'base64').toString('latin1').split(':').slice(1).join(':');
  return /^[A-Za-z0-9._~+/=-]{1,4096}$/.test(password) ? password : undefined;
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly text: Message;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Undefined: it is a bug. */
function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof ImportadorError)) return undefined;
  const { code, text } = error;
  if (error instanceof CapacityError)
    return { status: 503, code, text, headers: { 'retry-after': String(error.retryAfterSeconds) } };
  if (error instanceof RequestError && error.code === 'UNAUTHENTICATED')
    return { status: 401, code, text, headers: { 'www-authenticate': CHALLENGE } };
  return { status: error instanceof RequestError && error.code === 'FORBIDDEN' ? 403 : 400, code, text };
}

const CHALLENGE = 'Bearer realm="importador", Basic realm="importador", charset="UTF-8"';
