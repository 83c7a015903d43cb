import type { Session } from '../../domain/session.ts';
import type { ImportChange } from '../import-change.ts';
import type { ImportParts } from '../parts.ts';
import { watchCounts } from '../watch-counts.ts';
import { watchImport } from '../watch-import.ts';
import { watchImports } from '../watch-imports.ts';

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

/** Alone, from this call on. */
export async function openImport(...given: Parameters<typeof watchImport>) {
  return (await watchImport(...given))[Symbol.asyncIterator]();
}

export async function openImports(...given: Parameters<typeof watchImports>) {
  return (await watchImports(...given))[Symbol.asyncIterator]();
}

export function openCounts(...given: Parameters<typeof watchCounts>) {
  return watchCounts(...given)[Symbol.asyncIterator]();
}
