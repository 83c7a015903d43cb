import { randomBytes } from 'node:crypto';
import type { FileKey } from './file-store.ts';

const KEY = /^[0-9a-f]{32}(?:-([0-9a-f]{8}))?$/;
const PLACE = /^[0-9a-f]{8}$/;

/** A new file's key at a place. */
export function newFileKey(place: string): FileKey {
  return `${randomBytes(16).toString('hex')}-${place}` as FileKey;
}

export function isFileKey(text: string): text is FileKey {
  return KEY.test(text);
}

/** A new name for a place; none can be guessed, so no two are the same. */
export function newPlace(): string {
  return randomBytes(4).toString('hex');
}

export function isPlace(text: string): boolean {
  return PLACE.test(text);
}

/**
 * Whether the key says that another place took the file: what cannot be found here may stand there. Keys of before
 * places had names do not say.
 */
export function isOfAnotherPlace(key: string, place: string): boolean {
  const [, taken] = KEY.exec(key) ?? [];
  return taken !== undefined && taken !== place;
}
