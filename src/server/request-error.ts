import { GraphQLError } from 'graphql';

/** A request that is refused before any of its fields is looked at, with its HTTP status. */
export function requestError(status: number, code: string, text: string): GraphQLError {
  return new GraphQLError(text, { extensions: { code, http: { status } } });
}
