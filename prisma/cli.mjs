// `npm run prisma -- migrate dev …`: Prisma's own CLI on the WASM engine (prisma/schema-engine.mjs). Needs DATABASE_URL.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/prisma/build/index.js', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: `${root}prisma/schema-engine.mjs`,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  },
);
process.exitCode = status ?? 1;
