import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { authorisationScope } from '../domain/authorisation-scope.ts';
import type { Session } from '../domain/session.ts';
import { Fanout } from '../imports/watch/fanout.ts';
import type { WatchSource } from '../imports/watch/watch.ts';
import { Watched } from '../imports/watch/watched.ts';
import { type ApiParts, apiContext } from './api-context.ts';
import type { LiveResults, SharedResult } from './live-results.ts';
import type { OperationContext } from './operation-context.ts';
import { operationKey } from './shared-document.ts';

/** An operation as one of its subscribers has asked for it. */
export type SubscriptionArgs = ExecutionArgs & { readonly contextValue: OperationContext };

export interface SharedSubscriptions {
  /**
   * Whether the subscriber may, which is asked for each of them, and then their answers: worked out once, and written once,
   * for all who may see the same and ask for the same.
   */
  subscribe(args: SubscriptionArgs, begin: () => LiveResults): Promise<ExecutionResult | LiveResults>;
}

type Shown = (result: ExecutionResult, context: OperationContext) => ExecutionResult;
type SharedFanout = Fanout<unknown, SharedResult>;

/** `show` makes a result as clients may see it. */
export function sharedSubscriptions(api: ApiParts, show: Shown): SharedSubscriptions {
  const fanouts = new Map<string, SharedFanout>();
  const fanoutFor = (
    args: SubscriptionArgs,
    session: Session,
    source: WatchSource<unknown>,
  ): SharedFanout => {
    const scope = authorisationScope(session);
    const { language, client } = args.contextValue;
    const variables = args.variableValues ?? {};
    const operation = operationKey(args.document, args.operationName ?? undefined, variables);
    const key = JSON.stringify([scope.key, language, client.publicUrl, operation]);
    const open = fanouts.get(key);
    if (open) return open;
    const gone = new AbortController();
    const contextValue = contextOfAll(api, args.contextValue, scope.session, gone.signal);
    const make = async (rootValue: unknown): Promise<SharedResult> => {
      const result = show(await execute({ ...args, rootValue, contextValue }), contextValue);
      return { result, json: Buffer.from(JSON.stringify(result)) };
    };
    const fanout: SharedFanout = new Fanout(source, make, () => {
      gone.abort();
      if (fanouts.get(key) === fanout) fanouts.delete(key);
    });
    fanouts.set(key, fanout);
    return fanout;
  };
  return {
    async subscribe(args, begin) {
      const watched = await createSourceEventStream(args);
      if (!(Symbol.asyncIterator in watched)) return watched;
      if (!(watched instanceof Watched)) throw new Error('A subscription field gives what can be shared');
      const fanout = fanoutFor(args, await args.contextValue.session(), watched.source);
      const results = begin();
      const member = fanout.join(watched.beginning, results);
      results.onLeave(() => member.leave());
      return results;
    },
  };
}

/** Like that of the first of them, without what is theirs alone. */
function contextOfAll(
  api: ApiParts,
  { client }: OperationContext,
  session: Session,
  gone: AbortSignal,
): OperationContext {
  const ofAll = { ...client, token: undefined, address: 'shared', gone };
  return { ...apiContext(api, ofAll), client: ofAll, session: async () => session };
}
