/** Loads many keys with one statement: values in the order of the keys. */
export type LoadMany<K, V> = (keys: readonly K[]) => Promise<readonly V[]>;

/**
 * Gathers what the fields of one operation ask for in the same turn, so that a list of 50 costs one statement. Nothing is
 * kept afterwards: a subscription asks again with every change.
 */
export interface Batches {
  /** The same key object gathers with the same `name`; `loadMany` of the first asker in a turn is used. */
  load<K, V>(name: string, key: K, loadMany: LoadMany<K, V>): Promise<V>;
}

interface Waiting {
  readonly key: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export function createBatches(): Batches {
  const gathering = new Map<string, Waiting[]>();
  return {
    load: <K, V>(name: string, key: K, loadMany: LoadMany<K, V>) =>
      new Promise<V>((resolve, reject) => {
        const waiting: Waiting = { key, resolve: (value) => resolve(value as V), reject };
        const others = gathering.get(name);
        if (others) {
          others.push(waiting);
          return;
        }
        const all = [waiting];
        gathering.set(name, all);
        // After the promise jobs of this turn: every row of the list has asked by then.
        setImmediate(() => {
          gathering.delete(name);
          void settle(all, loadMany as LoadMany<unknown, unknown>);
        });
      }),
  };
}

async function settle(all: readonly Waiting[], loadMany: LoadMany<unknown, unknown>): Promise<void> {
  try {
    const values = await loadMany(all.map(({ key }) => key));
    for (const [index, { resolve }] of all.entries()) resolve(values[index]);
  } catch (error) {
    for (const { reject } of all) reject(error);
  }
}
