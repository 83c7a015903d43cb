import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { bundleThreads } from './bundle-threads.ts';
import { startTestCluster } from './test-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers /cluster and /threads: see ask-for-run.ts. */
    runUrl: string;
  }
}

/**
 * One database server for the whole run: that of TEST_DATABASE_URL, or an embedded one in a temporary folder; and the
 * programs of threads. Each starts on demand, so that test files without it do not wait for it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const start: Readonly<Record<string, () => Promise<AsyncDisposable>>> = {
    '/cluster': () => startTestCluster(process.env.TEST_DATABASE_URL),
    '/threads': bundleThreads,
  };
  const started = new Map<string, Promise<AsyncDisposable>>();
  const server = createServer(({ url = '' }, response) => {
    const part = started.get(url) ?? start[url]?.();
    if (!part) {
      response.writeHead(404).end();
      return;
    }
    started.set(url, part);
    part.then(
      (ready) => response.end(JSON.stringify(ready)),
      (error: unknown) =>
        response.writeHead(500).end(error instanceof Error ? `${error.stack}\n${error.cause ?? ''}` : ''),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('runUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    for (const part of started.values()) await (await part.catch(() => undefined))?.[Symbol.asyncDispose]();
  };
}
