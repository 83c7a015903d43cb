import type { Changes, ImportChanged } from './changes.ts';

type Listener = (change: ImportChanged) => void;

/**
 * Changes within one process. Listeners are called in the order of the changes, soon after publish has returned, and
 * apart: one that throws (a bug, which ends the process as any unheard error does) keeps nobody else from hearing.
 */
export function inProcessChanges(): Changes {
  const listeners = new Map<number, Set<Listener>>();
  return {
    publish(change) {
      const ofEmpresa = listeners.get(change.empresaId);
      for (const listener of ofEmpresa ?? []) {
        queueMicrotask(() => {
          if (ofEmpresa?.has(listener)) listener(change);
        });
      }
    },
    listen(empresaId, listener) {
      const own: Listener = (change) => listener(change); // one who listens twice hears twice
      const ofEmpresa = listeners.get(empresaId) ?? new Set();
      listeners.set(empresaId, ofEmpresa.add(own));
      return () => {
        ofEmpresa.delete(own);
        if (ofEmpresa.size === 0 && listeners.get(empresaId) === ofEmpresa) listeners.delete(empresaId);
      };
    },
    async [Symbol.asyncDispose]() {
      for (const ofEmpresa of listeners.values()) ofEmpresa.clear();
      listeners.clear();
    },
  };
}
