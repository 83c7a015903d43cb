/**
 * What ours is measured beside, forked by the bench: Yoga, graphql-ws and createPubSub put together as their documents
 * say. It answers from memory. Told a number, it publishes an event that carries it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';

interface Change {
  readonly sequence: string;
  readonly kind: string;
  readonly matches: boolean;
  readonly import: object;
}

const pubSub = createPubSub<{ importProgress: [id: string, change: Change] }>();
const yoga = createYoga({
  graphiql: { subscriptionsProtocol: 'WS' },
  logging: false,
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Query { hello: String }
      type Subscription { importProgress(id: ID!, intervalMs: Int! = 250): ImportChange! }
      type ImportChange { sequence: String! kind: String! matches: Boolean! import: Import }
      type Import { id: ID! number: Int! estado: String! phase: String! progress: ImportProgress! }
      type ImportProgress {
        percent: Float rowsRead: Int! rowsTotal: Int rowsAccepted: Int! rowsRejected: Int! rowsSkipped: Int!
        rowsPerSecond: Float secondsLeft: Int sequence: String!
      }
    `,
    resolvers: {
      Subscription: {
        importProgress: {
          subscribe: async function* (_root: unknown, { id }: { id: string }) {
            const live = pubSub.subscribe('importProgress', id);
            yield changeOf(id, 0, 'SNAPSHOT');
            yield* live;
          },
          resolve: (change: Change) => change,
        },
      },
    },
  }),
});

const server = createServer(yoga);
const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });
type Enveloped = { rootValue: Pick<ReturnType<typeof yoga.getEnveloped>, 'execute' | 'subscribe'> };
useServer(
  {
    execute: (args: ExecutionArgs) => (args as unknown as Enveloped).rootValue.execute(args),
    subscribe: (args: ExecutionArgs) => (args as unknown as Enveloped).rootValue.subscribe(args),
    onSubscribe: async (ctx, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...ctx,
        req: ctx.extra.request,
        socket: ctx.extra.socket,
        params,
      });
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
      const errors = validate(args.schema, args.document);
      return errors.length > 0 ? errors : args;
    },
  },
  sockets,
);

process.on('message', ({ id, marker }: { id: string; marker: number }) =>
  pubSub.publish('importProgress', id, changeOf(id, marker, 'PROGRESS')),
);
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

function changeOf(id: string, marker: number, kind: string): Change {
  const progress = {
    percent: 50,
    rowsRead: marker,
    rowsTotal: null,
    rowsAccepted: marker,
    rowsRejected: 0,
    rowsSkipped: 0,
    rowsPerSecond: 1_000.5,
    secondsLeft: 10,
    sequence: '3',
  };
  const found = { id, number: 1, estado: 'EN_PROCESO', phase: 'READING', progress };
  return { sequence: '3', kind, matches: true, import: found };
}
