/**
 * Wakes what is open in the name of a usuario once one of their log-ins has ended: each looks for itself whether it was
 * its own.
 */
export interface SessionEnds {
  /** After the commit. */
  tell(usuarioId: number): void;
  /** Until the returned function is called. */
  listen(usuarioId: number, look: () => void): () => void;
}

/** Within this process. */
export interface LocalSessionEnds extends SessionEnds {
  /** In whose name anything is open here. */
  usuarios(): number[];
}

export function sessionEnds(): LocalSessionEnds {
  const listeners = new Map<number, Set<() => void>>();
  return {
    tell(usuarioId) {
      for (const look of [...(listeners.get(usuarioId) ?? [])]) look();
    },
    listen(usuarioId, look) {
      const own = () => look();
      const ofUsuario = listeners.get(usuarioId) ?? new Set();
      listeners.set(usuarioId, ofUsuario.add(own));
      return () => {
        ofUsuario.delete(own);
        if (ofUsuario.size === 0 && listeners.get(usuarioId) === ofUsuario) listeners.delete(usuarioId);
      };
    },
    usuarios: () => [...listeners.keys()],
  };
}
