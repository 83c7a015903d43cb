/** An import that this process runs, and the attempt it was given: its fencing token. Every write checks it. */
export interface Claim {
  readonly empresaId: number;
  readonly importId: number;
  readonly attempt: number;
  /** How many of its attempts were lost before this one. */
  readonly losses: number;
}

/** The attempt is another's by now, or the import has ended: whoever gets this lets go and writes nothing more. */
export class AttemptLostError extends Error {
  constructor({ importId, attempt }: Pick<Claim, 'importId' | 'attempt'>) {
    super(`Attempt ${attempt} of import ${importId} is over`);
    this.name = 'AttemptLostError';
  }
}
