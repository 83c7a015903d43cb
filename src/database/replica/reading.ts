import type { Database } from '../open-database.ts';

/** Where operations that only read may do so. */
export interface Reading extends AsyncDisposable {
  /**
   * A database that holds everything that was committed before this was called, and whatever follows from then on: to
   * whoever asks it is the primary. Its transaction is the primary's. Never rejects.
   */
  forReading(): Promise<Database>;
}

/** Without a replica. */
export function readingFrom(primary: Database): Reading {
  return { forReading: async () => primary, [Symbol.asyncDispose]: async () => {} };
}
