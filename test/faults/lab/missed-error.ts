/** A promise that was not kept. */
export class MissedError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MissedError';
  }
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new MissedError(what);
}
