import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../test/server-process.ts';

const PACKAGE = join(import.meta.dirname, '..', 'package.json');

/** What `npm start` runs: the server with what keeps its memory small. */
export async function startCommand(): Promise<Command> {
  const { scripts }: { scripts: { start: string } } = JSON.parse(await readFile(PACKAGE, 'utf8'));
  return ['sh', '-c', scripts.start];
}
