import type { ApiContext } from './context.ts';

/** Whether the store still has a file: asked once for all imports of an operation that share it. */
export function fileKept({ parts, batches }: ApiContext, fileKey: string): Promise<boolean> {
  return batches.load('fileKept', fileKey, async (keys) => {
    const kept = new Map([...new Set(keys)].map((key) => [key, parts.store.has(key)]));
    return Promise.all(keys.map((key) => kept.get(key) ?? false));
  });
}
