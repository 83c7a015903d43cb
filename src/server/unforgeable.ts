import type { IncomingHttpHeaders } from 'node:http';
import { message } from '../domain/message.ts';
import { refusedRequest } from './request-error.ts';

/** Headers that a page of another site cannot set without asking first (CORS): a request with one is not "simple". */
export const PREFLIGHT_HEADERS = [
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
];

const TOLD = PREFLIGHT_HEADERS.slice(0, 2).join(', ');

/** Throws CSRF_HEADER_MISSING unless the form comes with one of the headers. */
export function requireUnforgeableForm(headers: IncomingHttpHeaders): void {
  if (hasOneOf(headers, PREFLIGHT_HEADERS)) return;
  throw refusedRequest(
    400,
    'CSRF_HEADER_MISSING',
    message(
      `Una petición multipart necesita uno de los encabezados ${TOLD}, con cualquier valor`,
      `A multipart request needs one of the headers ${TOLD}, with any value`,
    ),
  );
}

/** The same for a GET, which any page can cause by a link or a picture; an Authorization is such a header as well. */
export function requireUnforgeableGet(headers: IncomingHttpHeaders): void {
  if (hasOneOf(headers, ['authorization', ...PREFLIGHT_HEADERS])) return;
  throw refusedRequest(
    400,
    'CSRF_HEADER_MISSING',
    message(
      `Una consulta por GET necesita Authorization o uno de los encabezados ${TOLD}, con cualquier valor`,
      `A query by GET needs Authorization or one of the headers ${TOLD}, with any value`,
    ),
  );
}

function hasOneOf(headers: IncomingHttpHeaders, names: readonly string[]): boolean {
  return names.some((name) => headers[name] !== undefined);
}
