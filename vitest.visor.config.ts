import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** `npm run test:visor`: the page of client-examples/visor in Chromium, on a real server. */
const config = mergeConfig(base, defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000 } }));
export default { ...config, test: { ...config.test, include: ['test/visor/*.visor.ts'] } };
