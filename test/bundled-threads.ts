import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { askForRun } from './ask-for-run.ts';

const { folder } = await askForRun('threads');

/** In the tests this stands in the place of src/worker/thread-url.ts: the threads are the same, compiled once for all of them. */
export function threadUrl(_base: string, name: string): URL {
  const path = join(folder, `${name}.js`);
  if (!existsSync(path))
    throw new Error(`${name} is no thread that the tests know: give it a line in test/bundle-threads.ts`);
  return pathToFileURL(path);
}
