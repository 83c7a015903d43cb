import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/open-database.ts';
import { isDatabaseThere } from './health.ts';
import { listen, stopAccepting } from './listening.ts';
import type { ServerSettings } from './settings.ts';

export interface WorkerServerParts {
  readonly database: Pick<Database, 'pool'>;
  readonly log: Logger;
}

type WorkerServerSettings = Pick<ServerSettings, 'host' | 'port' | 'drainMs'>;

/** What is left of the server where a process only runs imports: liveness and readiness. */
export function createWorkerServer(
  { database, log }: WorkerServerParts,
  settings: WorkerServerSettings,
): AsyncDisposable & { listen(): Promise<{ url: string }> } {
  let open = true;
  const answer = async ({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!open) response.setHeader('connection', 'close');
    switch (url.split('?')[0]) {
      case '/livez':
        return end(response, 200, 'ok');
      case '/readyz':
        return open && (await isDatabaseThere(database))
          ? end(response, 200, 'ok')
          : end(response, 503, 'not ready');
      default:
        return end(response, 404, 'not found; this process only runs imports (ROLE=worker)');
    }
  };
  const http = createHttpServer((request, response) => {
    response.on('error', () => {});
    answer(request, response).catch((error: unknown) => {
      log.error({ name: error instanceof Error ? error.name : undefined }, 'A request could not be answered');
      response.destroy();
    });
  });
  return {
    listen: () => listen(http, settings),
    async [Symbol.asyncDispose]() {
      if (!open) return;
      open = false;
      if (http.listening) await sleep(settings.drainMs);
      await stopAccepting(http);
    },
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
