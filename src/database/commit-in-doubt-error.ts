/**
 * The connection broke while COMMIT was under way: the transaction is either wholly there or not at all, and only the
 * database knows. Look before doing it again.
 */
export class CommitInDoubtError extends Error {
  constructor(cause: unknown) {
    super('The connection broke during COMMIT: whether it took effect must be read from the database', {
      cause,
    });
    this.name = 'CommitInDoubtError';
  }
}
