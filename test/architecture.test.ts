import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * From the ground up: a folder imports itself and folders on an earlier line; folders on one line do not import each
 * other.
 */
const LAYERS = [
  ['domain'],
  ['formats', 'plantillas', 'storage', 'database'],
  ['events', 'worker', 'access'],
  ['catalog', 'conciliacion'],
  ['imports'],
  ['exports'],
  ['graphql'],
  ['server'],
  ['doctor'],
];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(test|contract)\.ts$/.test(file) && !file.includes('generated'),
);

describe('layers', () => {
  it('are all there, and no folder stands outside them', () => {
    const folders = new Set(files.filter((file) => file.includes(sep)).map(folder));
    for (const name of folders) expect(level(name), name).toBeLessThan(LAYERS.length);
  });

  it.each(files.filter((file) => file.includes(sep)))('%s imports only the layers below it', (file) => {
    for (const imported of relativeImports(file)) {
      const [from, to] = [folder(file), folder(imported)];
      if (from !== to) expect(level(to), `${file} → ${imported}`).toBeLessThan(level(from));
    }
  });

  it('keep the database and GraphQL out of the worker thread', () => {
    const reached = [...reachableFrom(join('worker', 'thread.ts'))].map(folder);
    expect(reached).toContain('formats');
    expect(reached).not.toContain('database');
    expect(reached).not.toContain('graphql');
  });
});

describe('files', () => {
  it('form no circles, type imports included', () => {
    for (const file of files) {
      const reached = new Set<string>();
      for (const imported of relativeImports(file)) reachableFrom(imported, reached);
      expect(reached.has(file), `${file} reaches itself`).toBe(false);
    }
  });

  it('named index.ts are imported only from outside their folder', () => {
    for (const file of files) {
      for (const imported of relativeImports(file)) {
        if (imported.endsWith(`${sep}index.ts`)) expect(dirname(imported), file).not.toBe(dirname(file));
      }
    }
  });

  it('read the environment only in config.ts', () => {
    const readers = files.filter((file) => readFileSync(join('src', file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['config.ts']);
  });

  it('other than main.ts and the command line do not import app.ts', () => {
    const importers = files.filter((file) => relativeImports(file).includes('app.ts'));
    expect(importers).toEqual(['main.ts']);
  });
});

function relativeImports(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8');
  return [...source.matchAll(/(?:from|import|import\()\s*'(\.[^']+)'/g)]
    .map(([, path = '']) => normalize(join(dirname(file), path)))
    .filter((path) => path.endsWith('.ts') && !path.includes('generated'));
}

function reachableFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of relativeImports(file)) reachableFrom(imported, seen);
  return seen;
}

function folder(file: string): string {
  return file.includes(sep) ? (file.split(sep)[0] ?? '') : '(root)';
}

function level(name: string): number {
  const found = LAYERS.findIndex((names) => names.includes(name));
  return found < 0 ? Number.POSITIVE_INFINITY : found;
}
