/**
 * What may be written down of a bug: all of it, unless the database has a part in it. PostgreSQL and Prisma quote arguments
 * and cells in what they say, and those do not belong into a log: of their errors only the kind and the place are kept.
 */
export function loggableBug(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  if (!causesOf(error).some(isOfDatabase)) return error;
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  return { type: error.name, code, constraint, stack: placesIn(error) };
}

/** Errors may be each other's cause; nobody needs more than the first few. */
const MAX_CAUSES = 5;

function causesOf(error: Error): Error[] {
  const causes = [error];
  for (let { cause } = error; cause instanceof Error && causes.length < MAX_CAUSES; { cause } = cause) {
    causes.push(cause);
  }
  return causes;
}

function isOfDatabase(error: Error): boolean {
  return 'severity' in error || 'routine' in error || /^PrismaClient|^DriverAdapterError$/.test(error.name);
}

/** The stack without the message at its head, which may have several lines. */
function placesIn({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .join('\n');
}
