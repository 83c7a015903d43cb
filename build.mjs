// Compiles src/ into dist/ and lays the built-in plantillas beside the code that reads them; builds the page
// of client-examples/visor into dist/visor and the commands of client-examples/command-line into
// dist/client-examples.
// `--if-stale`: only what has a source newer than its last build; generates first where that was never done.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
let typed = false;
const SERVER = {
  stamp: join('dist', '.built'),
  inputs: ['src', 'prisma/schema.prisma', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
  build: buildServer,
};
const VISOR = {
  stamp: join('dist', 'visor', '.built'),
  inputs: ['client-examples/visor', 'schema/schema.graphql', 'codegen.ts', 'package-lock.json'],
  build: buildVisor,
};
const COMMAND_LINE = {
  stamp: join('dist', 'client-examples', '.built'),
  inputs: [
    ...['client', 'command-line', 'import-file', 'watch-imports'].map((name) =>
      join('client-examples', name),
    ),
    ...['schema/schema.graphql', 'codegen.ts', 'tsconfig.json', 'tsconfig.command-line.json'],
    'package-lock.json',
  ],
  build: buildCommandLine,
};
// Folders of dist that are not the server's.
const BESIDE = ['visor', 'client-examples'];

for (const target of [SERVER, VISOR, COMMAND_LINE]) {
  if (!process.argv.includes('--if-stale') || isStale(target)) build(target);
}

function isStale({ stamp, inputs }) {
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return inputs.some((input) => newest(input) > built);
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

function build(target) {
  rmSync(target.stamp, { force: true });
  target.build();
  writeFileSync(target.stamp, '');
}

function buildServer() {
  const client = join('src', 'database', 'generated', 'client.ts');
  if (!existsSync(client) || newest(client) < newest('prisma/schema.prisma')) run('prisma/generate.mjs');
  for (const name of existsSync('dist') ? readdirSync('dist') : [])
    if (!BESIDE.includes(name)) rmSync(join('dist', name), { recursive: true });
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  cpSync('src/plantillas/built-in', 'dist/plantillas/built-in', { recursive: true });
}

function buildVisor() {
  typeDocuments();
  const config = 'client-examples/visor/vite.config.mjs';
  run('node_modules/vite/bin/vite.js', 'build', '--config', config, '--logLevel', 'warn');
  // Packed once here and as small as can be, not for each request.
  for (const name of readdirSync('dist/visor', { recursive: true })) {
    const path = join('dist', 'visor', name);
    if (!/\.(js|css|html|svg)$/.test(name)) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
  }
}

function buildCommandLine() {
  typeDocuments();
  rmSync(join('dist', 'client-examples'), { recursive: true, force: true });
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.command-line.json');
  chmodSync(join('dist', 'client-examples', 'command-line', 'importador.js'), 0o755);
}

function typeDocuments() {
  if (!typed) run('node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts');
  typed = true;
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
