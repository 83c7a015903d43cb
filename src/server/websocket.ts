import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { authenticate } from '../access/authenticate.ts';
import type { AccessParts } from '../access/parts.ts';
import { translateError } from '../graphql/errors.ts';
import { loggableBug } from '../graphql/loggable-bug.ts';
import { addressOf, bearerToken, type Client, clientOf, languageOf } from './client.ts';
import { GRAPHQL_PATH, type Graphql } from './create-yoga.ts';
import { pathOf } from './http.ts';
import type { JsonSink } from './live-results.ts';
import { operationsInTurn } from './operations-in-turn.ts';
import { isAllowedOrigin } from './origins.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ServerSettings } from './settings.ts';
import { type SocketSender, socketSender } from './socket-sender.ts';
import { tooManyRequests } from './too-many-requests.ts';
import { watchSession } from './watch-session.ts';

export interface WebSocketParts {
  readonly access: AccessParts;
  readonly settings: ServerSettings;
  readonly graphql: Graphql;
  readonly log: Client['log'];
  readonly limiter: RateLimiter;
}

export interface WebSockets {
  /** For the server's 'upgrade' event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client that the server goes away (1001), and ends the sockets that do not close in time. */
  close(graceMs: number): Promise<void>;
}

const MAX_MESSAGE_BYTES = 256 * 1024;
const MAX_OPERATIONS = 100;
const INIT_MS = 10_000;

/** What graphql-ws keeps for one socket. */
interface Extra {
  client: Client;
  readonly sender: SocketSender;
  stopWatching?: () => void;
}

/** graphql-transport-ws on the same path as HTTP; every operation goes through the same plugins as there. */
export function webSockets(parts: WebSocketParts): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = protocolServer(parts);
  let isClosing = false;
  return {
    upgrade: (request, socket, head) => {
      socket.on('error', ignore);
      if (isClosing) return refuse(socket, '503 Service Unavailable');
      if (pathOf(request) !== GRAPHQL_PATH) return refuse(socket, '404 Not Found');
      if (!isAllowedOrigin(request, parts.settings)) return refuse(socket, '403 Forbidden');
      const wait = parts.limiter.take({
        address: addressOf(request, parts.settings.trustProxy),
        token: undefined,
      });
      if (wait !== undefined) return refuse(socket, '429 Too Many Requests', `Retry-After: ${wait}\r\n`);
      server.handleUpgrade(request, socket, head, (opened) =>
        serve(parts, protocol, { socket: opened, wire: socket }, request),
      );
    },
    close(graceMs) {
      isClosing = true;
      return closeAll(server, graceMs);
    },
  };
}

/** Apart: a function made where a socket begins would keep everything that is at hand there. */
function ignore(): void {}

function refuse(socket: Duplex, status: string, headers = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

type Protocol = ReturnType<typeof protocolServer>;

function protocolServer({ access, graphql, limiter }: WebSocketParts) {
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: async ({ connectionParams, extra }) => {
      const token = tokenOf(connectionParams) ?? extra.client.token;
      const session = token === undefined ? undefined : await authenticate(access, token);
      if (token === undefined || !session) return false;
      const { language } = connectionParams ?? {};
      extra.client = {
        ...extra.client,
        token,
        ...(typeof language === 'string' && { language: languageOf(language) }),
      };
      const expired = () => extra.sender.close(CloseCode.Forbidden, 'The session has ended');
      if (extra.client.gone.aborted) return false;
      extra.stopWatching = watchSession(access, { token, session }, expired);
      return true;
    },
    onSubscribe: ({ extra, subscriptions }, id, payload) =>
      Object.keys(subscriptions).length > MAX_OPERATIONS
        ? [tooMany()]
        : within(limiter, extra.client, () => prepare(graphql, extra, id, payload)),
    // The functions of the operation's own getEnveloped: with them come all of Yoga's plugins.
    execute: (args: ExecutionArgs) => runOf(args).functions.execute(args),
    subscribe: async (args: ExecutionArgs) => {
      const { functions, id, sender } = runOf(args);
      const answered = await functions.subscribe(args);
      const results = graphql.resultsOf(args.contextValue);
      // What many get is not written again for each of them.
      if (!results) return answered;
      results.sendTo(nextMessages(sender, id));
      // graphql-ws keeps the arguments as long as the subscription lasts; nothing needs them any more.
      Object.assign(args, { contextValue: undefined, rootValue: undefined, variableValues: undefined });
      return results;
    },
  });
}

/** An operation takes from the same limits as one by HTTP. */
function within<T>(limiter: RateLimiter, client: Client, run: () => T): T | [GraphQLError] {
  const wait = limiter.take(client);
  return wait === undefined ? run() : [plain(tooManyRequests(wait), client)];
}

type Enveloped = ReturnType<Graphql['yoga']['getEnveloped']>;

/** What stands for the root of an operation until it is run. */
interface Run {
  readonly functions: Enveloped;
  readonly id: string;
  readonly sender: SocketSender;
}

function runOf({ rootValue }: ExecutionArgs): Run {
  return rootValue as Run;
}

const TAIL = Buffer.from('}');

function nextMessages(sender: SocketSender, id: string): JsonSink {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return {
    isFree: sender.isFree,
    whenFree: sender.whenFree,
    give: (json) => sender.give(head, json, TAIL),
  };
}

/** What to run, or why not: a query that does not parse or is not valid must not cost the client its socket. */
async function prepare(graphql: Graphql, { client, sender }: Extra, id: string, payload: SubscribePayload) {
  const { query, operationName, variables } = payload;
  const params = { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
  const functions = graphql.yoga.getEnveloped({ client, params });
  try {
    const document = functions.parse(query);
    const errors = functions.validate(functions.schema, document);
    if (errors.length > 0) return errors.map((error: unknown) => plain(error, client));
    return {
      schema: functions.schema,
      document,
      operationName: operationName ?? null,
      variableValues: variables ?? null,
      contextValue: await functions.contextFactory(),
      rootValue: { functions, id, sender } satisfies Run,
    };
  } catch (error) {
    return [plain(error, client)];
  }
}

/** Without what only HTTP has a use for. */
function plain(error: unknown, { language, log }: Client): GraphQLError {
  const { message, nodes, source, positions, path, extensions } = translateError(error, language, log);
  const { http: _, ...rest } = extensions;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: rest,
  });
}

function tokenOf(connectionParams: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { token, Authorization, authorization } = connectionParams ?? {};
  return typeof token === 'string' ? token : bearerToken(Authorization ?? authorization);
}

function tooMany(): GraphQLError {
  return new GraphQLError(
    `More than ${MAX_OPERATIONS} operations on one socket at the same time; complete some of them`,
    {
      extensions: { code: 'RATE_LIMITED' },
    },
  );
}

function serve(
  parts: WebSocketParts,
  protocol: Protocol,
  { socket, wire }: { readonly socket: WebSocket; readonly wire: Duplex },
  request: IncomingMessage,
): void {
  const gone = new AbortController();
  const about = { log: parts.log, transport: 'WEBSOCKET', gone: gone.signal } as const;
  const sender = socketSender(socket, wire);
  const extra: Extra = { client: clientOf(request, parts.settings, about), sender };
  const { log } = extra.client;
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: sender.send,
      close: sender.close,
      onMessage: (receive) => {
        const receiveInTurn = operationsInTurn({
          receive,
          refuse: (id) =>
            sender.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`),
        });
        socket.on('message', (data: RawData) => {
          receiveInTurn(String(data)).catch((error: unknown) => {
            log.error({ err: loggableBug(error) }, 'A WebSocket message failed on a bug');
            sender.close(CloseCode.InternalServerError, 'Internal server error');
          });
        });
      },
    },
    extra,
  );
  // A broken frame or a message that is too long: ws closes the socket by itself.
  socket.on('error', (error) =>
    log.debug({ code: (error as NodeJS.ErrnoException).code }, 'A WebSocket broke'),
  );
  socket.once('close', (code, reason) => {
    gone.abort();
    extra.stopWatching?.();
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: loggableBug(error) }, 'A WebSocket could not be let go'),
    );
    log.info({ code }, 'websocket closed');
  });
}

async function closeAll(server: WebSocketServer, graceMs: number): Promise<void> {
  const sockets = [...server.clients];
  const allClosed = Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
  );
  for (const socket of sockets) socket.close(1001, 'The server goes away');
  const late = setTimeout(() => {
    for (const socket of server.clients) socket.terminate();
  }, graceMs);
  await allClosed;
  clearTimeout(late);
  server.close();
}
