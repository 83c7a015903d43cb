import { CapacityError } from '../domain/errors.ts';
import { mayHaveFile } from '../imports/open-import-file.ts';
import type { ApiContext } from './context.ts';

/**
 * Whether the store still has a file: asked once for all imports of an operation that share it. While the store does not
 * answer, nothing says that it is gone.
 */
export function fileKept({ parts, batches }: ApiContext, fileKey: string): Promise<boolean> {
  const ask = (key: string): Promise<boolean> =>
    mayHaveFile(parts, key).catch((error: unknown) => {
      if (error instanceof CapacityError) return true;
      throw error;
    });
  return batches.load('fileKept', fileKey, async (keys) => {
    const kept = new Map([...new Set(keys)].map((key) => [key, ask(key)]));
    return Promise.all(keys.map((key) => kept.get(key) ?? false));
  });
}
