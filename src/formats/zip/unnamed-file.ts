import { randomUUID } from 'node:crypto';
import { constants, openSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Opens a file without a name, so that nothing is left of it whenever and however its process ends: beside `neighbour`
 * where the system knows files without names (Linux), else a temporary one whose name goes as soon as it is open.
 */
export function openUnnamedSync(neighbour: string): number {
  try {
    return openSync(dirname(neighbour), UNNAMED, PRIVATE);
  } catch {
    const path = temporaryPath();
    const fd = openSync(path, 'wx+', PRIVATE);
    rmSync(path);
    return fd;
  }
}

/** The same without waiting. */
export async function openUnnamed(neighbour: string): Promise<FileHandle> {
  try {
    return await open(dirname(neighbour), UNNAMED, PRIVATE);
  } catch {
    const path = temporaryPath();
    const file = await open(path, 'wx+', PRIVATE);
    await rm(path);
    return file;
  }
}

/** O_TMPFILE of Linux, which Node's constants lack; elsewhere opening a folder for writing fails. */
const UNNAMED = 0o20000000 | constants.O_DIRECTORY | constants.O_RDWR;
const PRIVATE = 0o600;

function temporaryPath(): string {
  return join(tmpdir(), `importador-${randomUUID()}`);
}
