import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      { find: /^\.{1,2}\/thread-url\.ts$/, replacement: `${import.meta.dirname}/test/bundled-threads.ts` },
    ],
  },
  test: {
    globalSetup: 'test/global-setup.ts',
    // No npm package brings a Redis: these files belong to the suite where TEST_REDIS_SERVER names one, as .ci/run sees to.
    exclude: [...configDefaults.exclude, ...(process.env.TEST_REDIS_SERVER ? [] : ['**/*.redis.test.ts'])],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'client-examples/**/*.test.ts'],
    // One module graph for all files of a worker: loading it anew for each one took longer than the tests.
    isolate: false,
    // Two even on two cores: a test that starts a server or waits for the database leaves a core to another.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
