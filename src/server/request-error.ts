import { GraphQLError } from 'graphql';
import { RequestError } from '../domain/errors.ts';
import type { Message } from '../domain/message.ts';

/** A request that is refused before any of its fields is looked at, with its HTTP status. */
export function requestError(status: number, code: string, text: string): GraphQLError {
  return new GraphQLError(text, { extensions: { code, http: { status } } });
}

/** The same in the client's language, as it is shown: see translateError. */
export function refusedRequest(status: number, code: RequestError['code'], text: Message): GraphQLError {
  return new GraphQLError(text.en, {
    originalError: new RequestError(code, text),
    extensions: { code, http: { status } },
  });
}
