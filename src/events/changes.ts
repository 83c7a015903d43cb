/** Something happened to an import. Ids and numbers only: whoever needs more reads the row, which is the truth. */
export interface ImportChanged {
  readonly empresaId: number;
  readonly importId: number;
  /** LOGGED: an ImportEvent was committed. PROGRESS: only the counters moved; nothing of it is kept. */
  readonly kind: 'LOGGED' | 'PROGRESS';
  /** The sequence of the import's last event. */
  readonly sequence: bigint;
}

/**
 * Who is told of changes, in this process and in every other on the same database. A message only wakes: it may come
 * twice, late or out of order, and a listener that needs every logged change reads them from the database by sequence.
 */
export interface Changes extends AsyncDisposable {
  /** After the commit, never before it. Never throws and never waits for listeners. */
  publish(change: ImportChanged): void;
  /**
   * Hears every change of the empresa that is published here from this call on, and those that other processes publish
   * as they arrive, until the returned function is called.
   */
  listen(empresaId: number, listener: (change: ImportChanged) => void): () => void;
}
