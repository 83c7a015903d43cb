import type { ImportParts } from './parts.ts';

/** Removes a file that no import refers to any more. Never throws: what stays behind is swept up later. */
export async function removeFile(
  parts: Pick<ImportParts, 'store' | 'log'>,
  key: string | null,
): Promise<void> {
  if (key === null) return;
  try {
    await parts.store.remove(key);
  } catch (error) {
    parts.log.warn({ err: error, key }, 'A file could not be removed; the sweep will try again');
  }
}
