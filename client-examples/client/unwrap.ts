/** A Problem that the API answered with: expected, coded, meant for people. */
export class ProblemError extends Error {
  readonly problem: string;
  readonly code: string;

  constructor(problem: string, code: string, message: string) {
    super(message);
    this.name = 'ProblemError';
    this.problem = problem;
    this.code = code;
  }
}

interface AnyProblem {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
}

/**
 * What a mutation's union holds when all went well; throws ProblemError for any of its Problems.
 * The document selects `__typename` and `... on Problem { code message }`.
 */
export function unwrap<Result extends { __typename: string }>(
  result: Result,
): Exclude<Result, { message: string }> {
  if (isProblem(result)) throw new ProblemError(result.__typename, result.code, result.message);
  return result as Exclude<Result, { message: string }>;
}

function isProblem(result: { __typename: string }): result is AnyProblem {
  return result.__typename.endsWith('Problem');
}
