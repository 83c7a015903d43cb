import type { Changes, ImportChanged } from './changes.ts';

type Listener = (change: ImportChanged) => void;

/** Changes within one process. Listeners are called in the order in which they came, after publish has returned. */
export function inProcessChanges(): Changes {
  const listeners = new Map<number, Set<Listener>>();
  return {
    publish(change) {
      for (const listener of listeners.get(change.empresaId) ?? []) queueMicrotask(() => listener(change));
    },
    listen(empresaId, listener) {
      const own: Listener = (change) => listener(change);
      const ofEmpresa = listeners.get(empresaId) ?? new Set();
      listeners.set(empresaId, ofEmpresa.add(own));
      return () => {
        ofEmpresa.delete(own);
        if (ofEmpresa.size === 0 && listeners.get(empresaId) === ofEmpresa) listeners.delete(empresaId);
      };
    },
    async [Symbol.asyncDispose]() {
      listeners.clear();
    },
  };
}
