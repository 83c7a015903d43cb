/**
 * The code that Node, PostgreSQL and others give an error, as ENOENT or 23505; undefined where it has none. For logs: the
 * message may hold an address and a password.
 */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error) || error.code === undefined) return undefined;
  return String(error.code);
}
