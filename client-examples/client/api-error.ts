/** A top-level error of the API: no session, too low a role, malformed arguments, too many requests. */
export class ApiError extends Error {
  /** Stable and never translated, such as 'UNAUTHENTICATED'. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}

/** The API token does not do, or no more; who logged in gets an ApiError. */
export class ApiTokenError extends ApiError {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
    this.name = 'ApiTokenError';
  }
}

/** The first of a response's `errors`, as an ApiError. */
export function apiErrorOf(errors: unknown): ApiError {
  const [first] = Array.isArray(errors) ? errors : [errors];
  if (first instanceof ApiError) return first;
  const { message, extensions } = (first ?? {}) as { message?: unknown; extensions?: { code?: unknown } };
  return new ApiError(
    typeof extensions?.code === 'string' ? extensions.code : 'UNKNOWN',
    typeof message === 'string' ? message : 'The server answered with an error that has no message',
  );
}
