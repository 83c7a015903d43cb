/** Does something for a key. */
export type InRounds<V> = (key: string, work: () => Promise<V>) => Promise<V>;

/**
 * Does the same thing once for all who ask at the same time, and never gives anybody what was begun before they asked: of
 * those who come while it is being done, the first one's work is begun once that is over, for all of them.
 */
export function inRounds<V>(): InRounds<V> {
  const waiting = new Map<string, Promise<V>>();
  const running = new Map<string, Promise<unknown>>();
  const begin = async (key: string, work: () => Promise<V>): Promise<V> => {
    await running.get(key)?.catch(() => {});
    waiting.delete(key);
    const done = work();
    running.set(key, done);
    try {
      return await done;
    } finally {
      if (running.get(key) === done) running.delete(key);
    }
  };
  return (key, work) => {
    const joined = waiting.get(key);
    if (joined) return joined;
    const round = begin(key, work);
    waiting.set(key, round);
    return round;
  };
}
