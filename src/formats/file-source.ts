import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './byte-source.ts';

/** The bytes of a local file from `start` on. */
export function fileSource(path: string, start = 0): ByteSource {
  const fd = openSync(path, 'r');
  let position = start;
  let open = true;
  return {
    fill(target, offset, length) {
      let filled = 0;
      while (filled < length) {
        const got = readSync(fd, target, offset + filled, length - filled, position);
        if (got === 0) break;
        filled += got;
        position += got;
      }
      return filled;
    },
    consumed: () => position,
    [Symbol.dispose]() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}
