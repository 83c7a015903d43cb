// Runs `prisma generate`. The engine that Prisma's CLI would download is not needed for it: naming any file as the engine
// keeps it from trying.
import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/prisma/build/index.js', 'generate', '--no-hints'],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PATH: `${root}node_modules/.bin${delimiter}${process.env.PATH ?? ''}`,
      PRISMA_SCHEMA_ENGINE_BINARY: 'package.json',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  },
);
process.exitCode = status ?? 1;
