import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type ParseOptions,
  parse,
  type Source,
  subscribe,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ApiContext } from '../graphql/context.ts';
import { translateError } from '../graphql/errors.ts';
import { type ApiParts, unauthenticated } from './api-context.ts';
import type { Client } from './client.ts';
import { LIMIT_RULES, QUERY_LIMITS } from './limits.ts';
import { LiveResults } from './live-results.ts';
import { watchSession } from './watch-session.ts';

/** What every operation finds in its context, whichever way it came. */
export type OperationContext = ApiContext & { readonly client: Client };

/** Every transport goes through it: the limits of a query, the translation of its errors, the end of subscriptions. */
export interface GraphqlPlugin {
  readonly plugin: Plugin<OperationContext>;
  /** Ends every subscription, without an error: the server goes away. */
  endSubscriptions(): void;
}

export function graphqlPlugin(api: ApiParts): GraphqlPlugin {
  const live = new Set<LiveResults>();
  return {
    plugin: {
      onParse: ({ setParseFn }) => setParseFn(parseWithinLimits),
      onValidate: ({ addValidationRule }) => {
        for (const rule of LIMIT_RULES) addValidationRule(rule);
      },
      onExecute: ({ setExecuteFn, args }) => {
        setExecuteFn(execute);
        return {
          onExecuteDone: ({ result, setResult }) =>
            setResult(shown(result as ExecutionResult, args.contextValue)),
        };
      },
      onSubscribe: ({ setSubscribeFn, args }) => {
        const context = args.contextValue;
        setSubscribeFn(subscribe);
        return {
          onSubscribeResult: ({ result, setResult }) => {
            if (Symbol.asyncIterator in result) setResult(keepAlive(api, live, result, context));
            else setResult(shown(result as ExecutionResult, context));
          },
        };
      },
    },
    endSubscriptions: () => {
      for (const results of live) results.end();
    },
  };
}

function keepAlive(
  { access }: ApiParts,
  live: Set<LiveResults>,
  source: AsyncIterable<ExecutionResult>,
  context: OperationContext,
): LiveResults {
  const { client } = context;
  const cleanUps: (() => void)[] = [];
  const results = new LiveResults(
    source,
    (result) => shown(result, context),
    () => {
      live.delete(results);
      for (const cleanUp of cleanUps) cleanUp();
    },
  );
  live.add(results);
  if (client.transport === 'HTTP') {
    const gone = () => void results.return();
    client.gone.addEventListener('abort', gone, { once: true });
    cleanUps.push(() => client.gone.removeEventListener('abort', gone));
    if (client.gone.aborted) gone();
    endWithSession(context, results, access, cleanUps);
  }
  return results;
}

/** The session was looked up already: a subscription without one does not come this far. */
function endWithSession(
  { client, session }: OperationContext,
  results: LiveResults,
  access: ApiParts['access'],
  cleanUps: (() => void)[],
): void {
  const { token } = client;
  if (token === undefined) return;
  session().then(
    (known) => {
      const ended = () => results.end({ errors: [unauthenticated()] });
      cleanUps.push(watchSession(access, { token, session: known }, ended));
    },
    () => {},
  );
}

/** A result as clients may see it. */
function shown(
  result: Pick<ExecutionResult, 'data' | 'extensions'> & { readonly errors?: readonly unknown[] },
  { language, log }: ApiContext,
): ExecutionResult {
  const { errors, ...rest } = result;
  return errors ? { ...rest, errors: errors.map((error) => translateError(error, language, log)) } : rest;
}

/** The library's own limit stops at the token that is one too many, before the rest costs anything. */
function parseWithinLimits(source: string | Source, options?: ParseOptions): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: QUERY_LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, positions, source: where } = error;
    throw new GraphQLError(message, {
      positions: positions ?? null,
      source: where ?? null,
      extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } },
    });
  }
}
