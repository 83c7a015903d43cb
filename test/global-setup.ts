import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startTestCluster } from './test-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with { maintenance, template } of the run's TestCluster, which starts when it is asked for first. */
    testClusterUrl: string;
  }
}

/**
 * One database server for the whole run: that of TEST_DATABASE_URL, or an embedded one in a temporary folder. It starts
 * on demand, so that test files without a database do not wait for one.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: ReturnType<typeof startTestCluster> | undefined;
  const server = createServer((_request, response) => {
    cluster ??= startTestCluster(process.env.TEST_DATABASE_URL);
    cluster.then(
      ({ maintenance, template }) => response.end(JSON.stringify({ maintenance, template })),
      (error: unknown) =>
        response.writeHead(500).end(error instanceof Error ? `${error.stack}\n${error.cause ?? ''}` : ''),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('testClusterUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    const started = await cluster?.catch(() => undefined);
    await started?.[Symbol.asyncDispose]();
  };
}
