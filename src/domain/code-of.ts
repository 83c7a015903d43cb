/** The code that Node, PostgreSQL and others give an error, as ENOENT or 23505; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error) || error.code === undefined) return undefined;
  return String(error.code);
}
