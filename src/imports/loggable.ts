/**
 * What may be written down of an error. PostgreSQL quotes values in its messages, and whole lines of a COPY in its
 * context: of its errors only the code is kept, since a billing file's content does not belong into a log.
 */
export function loggable(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: typeof error };
  if (!('severity' in error) && !('routine' in error)) return error;
  const { name, code } = error as Error & { code?: unknown };
  return { name, code, constraint: 'constraint' in error ? error.constraint : undefined };
}
