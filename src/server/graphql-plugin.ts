import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type ParseOptions,
  parse,
  type Source,
  specifiedRules,
  validate,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { QueryLimits } from '../domain/query-limits.ts';
import type { ApiContext } from '../graphql/context.ts';
import { translateError } from '../graphql/errors.ts';
import { type ApiParts, unauthenticated } from './api-context.ts';
import { limitRules, noIntrospection } from './limits.ts';
import { LiveResults } from './live-results.ts';
import type { OperationContext } from './operation-context.ts';
import { listFieldsOf } from './query-cost.ts';
import type { ServerSettings } from './settings.ts';
import { type SubscriptionArgs, sharedSubscriptions } from './shared-subscriptions.ts';
import { watchSession } from './watch-session.ts';

/** Every transport goes through it: the limits of a query, the translation of its errors, the end of subscriptions. */
export interface GraphqlPlugin {
  readonly plugin: Plugin<OperationContext>;
  /** Ends every subscription, and those that begin from now on, without an error: the server goes away. */
  endSubscriptions(): void;
  /** What a subscription with that context answers; Yoga hands it on wrapped. Undefined for one that was refused. */
  resultsOf(context: unknown): LiveResults | undefined;
}

export function graphqlPlugin(
  api: ApiParts,
  schema: GraphQLSchema,
  settings: Pick<ServerSettings, 'production' | 'queryLimits'>,
): GraphqlPlugin {
  const { production, queryLimits } = settings;
  const judge = validateWithinLimits(schema, settings);
  const live = new Set<LiveResults>();
  const byContext = new WeakMap<object, LiveResults>();
  const shared = sharedSubscriptions(api, shown);
  let isOver = false;
  return {
    plugin: {
      onParse: ({ setParseFn }) =>
        setParseFn((source, options) => parseWithinLimits(queryLimits, source, options)),
      onValidate: ({ setValidationFn }) => setValidationFn(judge),
      onExecute: ({ setExecuteFn, args }) => {
        setExecuteFn(async (given: ExecutionArgs) => {
          const contextValue = await readingContext(api, given, args.contextValue);
          return execute({ ...given, contextValue, hideSuggestions: production });
        });
        return {
          onExecuteDone: ({ result, setResult }) =>
            setResult(shown(result as ExecutionResult, args.contextValue)),
        };
      },
      onSubscribe: ({ setSubscribeFn, args }) => {
        const context = args.contextValue;
        setSubscribeFn((given) =>
          shared.subscribe({ ...(given as SubscriptionArgs), hideSuggestions: production }, () =>
            keepAlive(api, live, context),
          ),
        );
        return {
          onSubscribeResult: ({ result, setResult }) => {
            if (!(result instanceof LiveResults)) return setResult(shown(result as ExecutionResult, context));
            byContext.set(context, result);
            if (isOver) result.end();
          },
        };
      },
    },
    endSubscriptions: () => {
      isOver = true;
      for (const results of live) results.end();
    },
    resultsOf: (context) =>
      typeof context === 'object' && context !== null ? byContext.get(context) : undefined,
  };
}

/** What only reads may do so from a replica; what writes, and subscriptions, never. */
async function readingContext(
  { parts, reading }: ApiParts,
  { document, operationName }: ExecutionArgs,
  context: OperationContext,
): Promise<OperationContext> {
  if (getOperationAST(document, operationName)?.operation !== 'query') return context;
  const database = await reading.forReading();
  return database === parts.database ? context : { ...context, parts: { ...parts, database } };
}

function keepAlive({ access }: ApiParts, live: Set<LiveResults>, context: OperationContext): LiveResults {
  // The context itself is not held: it may be needed by thousands for hours.
  const { client, language, log } = context;
  const cleanUps: (() => void)[] = [];
  const results = new LiveResults(
    (result) => shown(result, { language, log }),
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
  { language, log }: Pick<ApiContext, 'language' | 'log'>,
): ExecutionResult {
  const { errors, ...rest } = result;
  return errors ? { ...rest, errors: errors.map((error) => translateError(error, language, log)) } : rest;
}

/** The limits first: the other rules may take long over a query that is beyond them. */
function validateWithinLimits(
  schema: GraphQLSchema,
  { production, queryLimits }: Pick<ServerSettings, 'production' | 'queryLimits'>,
) {
  const ofLimits = limitRules(queryLimits, listFieldsOf(schema));
  const first = production ? [noIntrospection, ...ofLimits] : ofLimits;
  return (of: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] => {
    const beyond = validate(of, document, first);
    if (beyond.length > 0) return beyond;
    return validate(of, document, specifiedRules, { hideSuggestions: production });
  };
}

/** The library's own limit stops at the token that is one too many, before the rest costs anything. */
function parseWithinLimits(
  { tokens }: QueryLimits,
  source: string | Source,
  options?: ParseOptions,
): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message: text, positions, source: where } = error;
    const tooLong = /more (?:that|than) \d+ tokens/.test(text) ? tooManyTokens(tokens) : undefined;
    throw new GraphQLError(text, {
      positions: positions ?? null,
      source: where ?? null,
      originalError: tooLong ?? null,
      extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } },
    });
  }
}

function tooManyTokens(limit: number): RequestError {
  return new RequestError(
    'GRAPHQL_PARSE_FAILED',
    message(
      `La consulta tiene más de ${limit} palabras y signos; divídala en varias`,
      `The query has more than ${limit} tokens; divide it into several`,
    ),
  );
}
