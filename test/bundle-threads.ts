import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';

/** A folder with a compiled program for each of THREADS. */
export interface BundledThreads extends AsyncDisposable {
  readonly folder: string;
}

/** What the tests run in threads and processes of their own, by the name that they ask for. */
const THREADS = {
  thread: 'src/worker/thread.ts',
  'write-workbook': 'src/worker/rejected/write-workbook.ts',
  'write-rows': 'src/exports/writing/write-rows.ts',
  'write-sample': 'src/worker/sample/write-sample.ts',
  'odd-thread': 'src/worker/odd-thread.test-data.ts',
  'read-in-process': 'test/hostile/read-in-process.ts',
};

/** Stays where it is: it looks for a file of its own beside itself. */
const PISCINA: Plugin = {
  name: 'piscina',
  enforce: 'pre',
  async resolveId(id, importer) {
    const found = id === 'piscina' && (await this.resolve(id, importer, { skipSelf: true }));
    return found ? { id: pathToFileURL(found.id).href, external: true } : undefined;
  },
};

/**
 * Compiles them once for the whole run. Each thread that compiled its own modules would take most of a second of CPU
 * for it, and the suite starts hundreds.
 */
export async function bundleThreads(): Promise<BundledThreads> {
  const place = await mkdtemp(join(tmpdir(), 'importador-threads-'));
  const gone = () => rm(place, { recursive: true, force: true });
  // By its name Node knows what is not ours, and does not warn of what it still does.
  const folder = join(place, 'node_modules');
  try {
    await mkdir(folder);
    // Beside package.json, .js is a module: the names are those that dist/ has.
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await build({
      configFile: false,
      root: join(import.meta.dirname, '..'),
      publicDir: false,
      logLevel: 'error',
      plugins: [PISCINA],
      ssr: { noExternal: true },
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        minify: false,
        target: 'node20',
        rolldownOptions: {
          input: THREADS,
          // All in one folder: a program finds its threads beside itself.
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
        },
      },
    });
  } catch (error) {
    await gone();
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: gone };
}
