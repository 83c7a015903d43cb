import { type Key, readKeys } from './read-keys.ts';

/** Calls onKey for every key pressed on the terminal, without waiting for Enter and without showing it, until disposed. */
export function listenToKeys(input: NodeJS.ReadStream, onKey: (key: Key) => void): Disposable {
  const hear = (chunk: Buffer | string) => {
    for (const key of readKeys(chunk.toString())) onKey(key);
  };
  input.setRawMode(true);
  input.on('data', hear);
  input.resume();
  return {
    [Symbol.dispose]() {
      input.off('data', hear);
      input.setRawMode(false);
      input.pause();
    },
  };
}
