import type { GraphQLParams } from 'graphql-yoga';
import { requestError } from './request-error.ts';

/** The operation of a GET request. Throws a GraphQLError with its HTTP status where a part of it is no JSON. */
export function readQueryString(url: string): GraphQLParams {
  const given = new URL(url, 'http://localhost').searchParams;
  const [query, operationName] = [given.get('query'), given.get('operationName')];
  const [variables, extensions] = [objectOf(given, 'variables'), objectOf(given, 'extensions')];
  return {
    ...(query && { query }),
    ...(operationName && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  };
}

/** Whether it is an object indeed is looked at for every kind of request alike. */
function objectOf(given: URLSearchParams, name: 'variables' | 'extensions'): GraphQLParams[typeof name] {
  const text = given.get(name);
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw requestError(400, 'BAD_REQUEST', `${name}: "${text.slice(0, 60)}" is not JSON; expected an object`);
  }
}
