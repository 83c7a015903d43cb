import { createServer as createHttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { contrasenaHasher } from '../access/contrasena-hasher.ts';
import { downloadTokens } from '../access/download-token.ts';
import { oidcProvider } from '../access/provider.ts';
import { serverSecret } from '../access/server-secret.ts';
import type { SessionEnds } from '../access/session-ends.ts';
import type { Reading } from '../database/replica/reading.ts';
import { exporter } from '../exports/exporter.ts';
import type { ImportParts } from '../imports/parts.ts';
import { sampleMaker } from '../worker/sample/sample-maker.ts';
import type { ApiParts } from './api-context.ts';
import { createYoga } from './create-yoga.ts';
import { downloadKinds } from './download-kinds.ts';
import { httpListener } from './http.ts';
import { listen, stopAccepting } from './listening.ts';
import { rateLimiter } from './rate-limiter.ts';
import type { ServerSettings } from './settings.ts';
import { readVisorPage } from './visor-page.ts';
import { webSockets } from './websocket.ts';

/**
 * Disposing it: not ready any more, for settings.drainMs nothing else; then no new connections, subscriptions end, running
 * requests finish, sockets close.
 */
export interface Server extends AsyncDisposable {
  /** Resolves with where it listens, without a path; rejects where the port is taken. */
  listen(): Promise<{ url: string }>;
}

const HEADERS_MS = 15_000;
const KEEP_ALIVE_MS = 65_000;
/** For WebSocket clients to say goodbye. */
const SOCKET_GRACE_MS = 1_000;
/** For running requests; uploads that take longer are cut off, and leave nothing behind. */
const REQUEST_GRACE_MS = 15_000;

/** visorFolder: where client-examples/visor was built to. */
export async function createServer(
  parts: ImportParts,
  settings: ServerSettings,
  { sessionEnds, reading }: { readonly sessionEnds: SessionEnds; readonly reading: Reading },
  visorFolder: string,
): Promise<Server> {
  const access = {
    database: parts.database,
    settings: parts.settings,
    hasher: contrasenaHasher(),
    sessionEnds,
    ...(settings.oidc && { provider: oidcProvider(settings.oidc) }),
  };
  const tokens = downloadTokens(await serverSecret(parts.database, 'downloads'));
  const samples = sampleMaker();
  const downloads = { tokens, open: downloadKinds(parts, samples) };
  const exports = { access, exporter: exporter(parts) };
  const api: ApiParts = { parts, access, downloadTokens: tokens, reading };
  const graphql = createYoga(api, settings);
  const limiter = rateLimiter(settings.rateLimits);
  const sockets = webSockets({ access, limiter, settings, graphql, log: parts.log });
  const visor = settings.visor ? await readVisorPage(visorFolder) : undefined;
  let open = true;
  const http = createHttpServer(
    // Uploads may take hours: silence is what ends them, see upload.ts; other bodies have a time of their own.
    {
      requestTimeout: 0,
      headersTimeout: HEADERS_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 5_000,
    },
    httpListener({ parts, settings, graphql, downloads, exports, limiter, visor, isOpen: () => open }),
  );
  http.on('upgrade', sockets.upgrade);
  return {
    listen: () => listen(http, settings),
    async [Symbol.asyncDispose]() {
      if (!open) return;
      open = false;
      if (http.listening) await sleep(settings.drainMs);
      const closed = stopAccepting(http);
      graphql.endSubscriptions();
      const late = setTimeout(() => http.closeAllConnections(), REQUEST_GRACE_MS);
      await Promise.all([sockets.close(SOCKET_GRACE_MS), closed]);
      clearTimeout(late);
      await samples[Symbol.asyncDispose]();
      await graphql.yoga.dispose();
    },
  };
}
