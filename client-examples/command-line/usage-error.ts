/** A command line that cannot be meant; its message says what is wrong with it and what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
