import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cannotListen } from './cannot-listen.ts';
import type { ServerSettings } from './settings.ts';

/** While it goes away: how soon a connection is closed once its last answer is out. */
const IDLE_CHECK_MS = 50;

/** Resolves with where it listens, without a path; rejects where the port is taken. */
export function listen(
  http: HttpServer,
  { host, port }: Pick<ServerSettings, 'host' | 'port'>,
): Promise<{ url: string }> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(cannotListen(error, host, port));
    http.once('error', failed);
    http.listen(port, host, () => {
      http.off('error', failed);
      const { port: actual } = http.address() as AddressInfo;
      resolve({ url: `http://${shownHost(host)}:${actual}` });
    });
  });
}

/** An address that can be opened, also where it listens on all of them. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Resolves once the last connection is gone. */
export function stopAccepting(http: HttpServer): Promise<void> {
  if (!http.listening) return Promise.resolve();
  const idle = setInterval(() => http.closeIdleConnections(), IDLE_CHECK_MS);
  return new Promise((resolve) => {
    http.close(() => {
      clearInterval(idle);
      resolve();
    });
    http.closeIdleConnections();
  });
}
