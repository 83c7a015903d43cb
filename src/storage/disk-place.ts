import { createHash, randomBytes } from 'node:crypto';
import { constants, copyFile, link, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../domain/code-of.ts';
import { isPlace, newPlace } from './file-key.ts';
import { partialName } from './partial-file.ts';

/** Says which place the folder is, to whoever sees it under whatever path. */
const PLACE_FILE = '.place';

/**
 * The name of the place, which is given to the folder the first time. All who do so at once agree: a name stands there
 * whole or not at all, and who comes second takes the first one's.
 */
export async function diskPlace(dir: string): Promise<string> {
  const path = join(dir, PLACE_FILE);
  const own = newPlace();
  if (await writeNew(path, own, dir)) return own;
  const { text, name } = await readGiven(path);
  if (isPlace(text)) return text;
  await writeOver(path, name, dir);
  return name;
}

/** What the file holds, and a name that everybody makes out of it who finds it broken: two need not agree on one. */
async function readGiven(path: string): Promise<{ readonly text: string; readonly name: string }> {
  const file = await open(path);
  try {
    const { ino, mtimeNs } = await file.stat({ bigint: true });
    const name = createHash('sha256').update(`${ino} ${mtimeNs}`).digest('hex').slice(0, 8);
    return { text: await file.readFile('utf8'), name };
  } finally {
    await file.close();
  }
}

/** False: there is one already. */
async function writeNew(path: string, text: string, dir: string): Promise<boolean> {
  return withFile(text, dir, async (made) => {
    try {
      await link(made, path).catch((error: unknown) => {
        if (isThere(error)) throw error;
        return copyFile(made, path, constants.COPYFILE_EXCL); // a disk that knows no second name of a file
      });
      return true;
    } catch (error) {
      if (isThere(error)) return false;
      throw error;
    }
  });
}

function writeOver(path: string, text: string, dir: string): Promise<void> {
  return withFile(text, dir, (made) => rename(made, path));
}

/** Lends a durable file with the text, of nobody else's; gone afterwards under the name that it is lent by. */
async function withFile<T>(text: string, dir: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(dir, partialName(randomBytes(16).toString('hex')));
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

function isThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}
