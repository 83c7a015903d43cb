import type { Session } from '../../domain/session.ts';
import type { ImportChange } from '../import-change.ts';
import type { ImportParts } from '../parts.ts';

/** The next values of a source that goes on. */
export async function take<T>(source: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = await source.next();
    if (done) throw new Error(`It ended after ${taken.length}`);
    taken.push(value);
  }
  return taken;
}

export async function all(source: AsyncIterable<ImportChange>): Promise<ImportChange[]> {
  const taken: ImportChange[] = [];
  for await (const change of source) taken.push(change);
  return taken;
}

export const kinds = (changes: readonly ImportChange[]) => changes.map(({ kind }) => kind);
/** As a worker tells that counters have moved. */
export function progress({ changes }: ImportParts, { empresaId }: Session, importId: number): void {
  changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence: 0n });
}

/** The parts with a Changes that knows how many listen. */
export function counted(parts: ImportParts): { parts: ImportParts; listeners: () => number } {
  let listeners = 0;
  const { changes } = parts;
  return {
    listeners: () => listeners,
    parts: {
      ...parts,
      changes: {
        ...changes,
        listen(empresaId, listener) {
          const stop = changes.listen(empresaId, listener);
          listeners++;
          return () => {
            listeners--;
            stop();
          };
        },
      },
    },
  };
}
