import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createYoga as createYogaServer,
  type GraphiQLOptions,
  type Plugin,
  type YogaServerInstance,
} from 'graphql-yoga';
import { isOurs, translateError } from '../graphql/errors.ts';
import { buildSchema } from '../graphql/schema.ts';
import { type ApiParts, apiContext } from './api-context.ts';
import type { Client } from './client.ts';
import { type GraphqlPlugin, graphqlPlugin } from './graphql-plugin.ts';
import { readJsonBody } from './json-body.ts';
import type { OperationContext } from './operation-context.ts';
import { readQueryString } from './query-string.ts';
import { requestError } from './request-error.ts';
import type { ServerSettings } from './settings.ts';
import { requireUnforgeableGet } from './unforgeable.ts';
import { readMultipart } from './upload.ts';

export const GRAPHQL_PATH = '/graphql';

/** What the transports hand over. A WebSocket has no request and response of its own for each operation. */
export interface ServerContext {
  readonly client: Client;
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
}

export interface Graphql {
  readonly yoga: YogaServerInstance<ServerContext, OperationContext>;
  endSubscriptions: GraphqlPlugin['endSubscriptions'];
  resultsOf: GraphqlPlugin['resultsOf'];
}

export function createYoga(api: ApiParts, settings: ServerSettings): Graphql {
  const schema = buildSchema();
  const { plugin, endSubscriptions, resultsOf } = graphqlPlugin(api, schema, settings);
  const yoga = createYogaServer<ServerContext, OperationContext>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ client }) => ({ ...apiContext(api, client), client }),
    plugins: [bodies(settings), plugin, inTheirLanguage(api)],
    // Bodies are read our own way: see json-body.ts and upload.ts.
    multipart: false,
    maxRequestBodySize: false,
    batching: false,
    graphiql: settings.production
      ? false
      : { title: 'Importador', defaultQuery: '{ me { usuario name role } }' },
    renderGraphiQL,
    landingPage: false,
    cors: false,
    logging: false,
    // The last net, for what fails outside of an execution: the plugins translate the rest.
    maskedErrors: {
      maskError: (error) =>
        error instanceof Error && isOurs(error) ? error : translateError(error, 'es', api.parts.log),
    },
  });
  return { yoga, endSubscriptions, resultsOf };
}

/** From the package and not from a CDN: the page holds tokens. Nine megabytes of text, loaded when somebody opens it. */
async function renderGraphiQL(options?: GraphiQLOptions): Promise<BodyInit> {
  const { renderGraphiQL: render } = await import('@graphql-yoga/render-graphiql');
  return render(options);
}

/** JSON and multipart only: the other content types of a form are those that any page may send without asking. */
function bodies(settings: ServerSettings): Plugin<object, ServerContext> {
  return {
    onRequestParse({ request, serverContext: { req, res }, setRequestParser }) {
      if (!req || !res) return;
      if (request.method === 'GET') setRequestParser(() => readUnforgeable(req, request.url));
      if (request.method !== 'POST') return;
      const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
      if (type === 'application/json' || type === 'application/graphql+json')
        setRequestParser(() => readJsonBody(req));
      else if (type === 'multipart/form-data') setRequestParser(() => readMultipart(req, res, settings));
      else setRequestParser(() => Promise.reject(unsupported(type ?? '')));
    },
  };
}

function readUnforgeable({ headers }: IncomingMessage, url: string) {
  requireUnforgeableGet(headers);
  return readQueryString(url);
}

/** Errors from before an execution, in the language of who gets them: they are made, and kept, without knowing it. */
function inTheirLanguage(api: ApiParts): Plugin<object, ServerContext> {
  return {
    onResultProcess({ result, setResult, serverContext: { client } }) {
      if (Symbol.asyncIterator in result || Array.isArray(result) || !('errors' in result)) return;
      const { errors } = result;
      if (!errors) return;
      setResult({
        ...result,
        errors: errors.map((error) => translateError(error, client.language, api.parts.log)),
      });
    },
  };
}

function unsupported(type: string) {
  const shown = type.slice(0, 60);
  return requestError(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    `"${shown}" is not read here; send application/json, files as multipart/form-data`,
  );
}
