// Compiles src/ into dist/ and lays the built-in plantillas beside the code that reads them.
// `--if-stale`: only where a source is newer than the last build; generates first where that was never done.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const STAMP = join('dist', '.built');
const INPUTS = ['src', 'prisma/schema.prisma', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

if (!process.argv.includes('--if-stale') || isStale()) build();

function isStale() {
  if (!existsSync(STAMP)) return true;
  const built = statSync(STAMP).mtimeMs;
  return INPUTS.some((input) => newest(input) > built);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => name !== 'generated')
      .map((name) => newest(join(path, name))),
  );
}

function build() {
  const client = join('src', 'database', 'generated', 'client.ts');
  if (!existsSync(client) || newest(client) < newest('prisma/schema.prisma')) run('prisma/generate.mjs');
  rmSync('dist', { recursive: true, force: true });
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  cpSync('src/plantillas/built-in', 'dist/plantillas/built-in', { recursive: true });
  writeFileSync(STAMP, '');
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) return;
  rmSync(STAMP, { force: true });
  process.exit(status ?? 1);
}
