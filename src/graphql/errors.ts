import { GraphQLError, type GraphQLErrorExtensions, type GraphQLErrorOptions } from 'graphql';
import type { Logger } from 'pino';
import {
  CapacityError,
  CredentialsError,
  DuplicateError,
  FileError,
  ImportadorError,
  NotFoundError,
  TransitionError,
  ValidationError,
} from '../domain/errors.ts';
import type { Language } from '../domain/message.ts';
import { loggableBug } from './loggable-bug.ts';

/** The class behind each problem type of the contract. */
const PROBLEM_CLASSES = {
  ValidationProblem: ValidationError,
  NotFoundProblem: NotFoundError,
  DuplicateProblem: DuplicateError,
  TransitionProblem: TransitionError,
  FileProblem: FileError,
  CapacityProblem: CapacityError,
  CredentialsProblem: CredentialsError,
} as const;
/** PeriodoClosedProblem has no class yet: nothing can be closed before there is a Conciliación. */
export type ProblemType = keyof typeof PROBLEM_CLASSES | 'PeriodoClosedProblem';

/** An error on its way out as data: bare, GraphQL would take it for one that was thrown. */
export class Refusal<E extends ImportadorError = ImportadorError> {
  readonly error: E;
  constructor(error: E) {
    this.error = error;
  }
}

/** The problem type that an answer is shown as; undefined for a payload. */
export function problemTypeOf(answered: unknown): ProblemType | undefined {
  return answered instanceof Refusal ? typeOf(answered.error) : undefined;
}

function typeOf(value: unknown): ProblemType | undefined {
  const found = Object.entries(PROBLEM_CLASSES).find(([, problem]) => value instanceof problem);
  return found?.[0] as ProblemType | undefined;
}

type RefusalOf<P extends ProblemType> = P extends keyof typeof PROBLEM_CLASSES
  ? Refusal<InstanceType<(typeof PROBLEM_CLASSES)[P]>>
  : never;

function isOneOf<P extends ProblemType>(problems: readonly P[], type: ProblemType | undefined): type is P {
  return problems.some((problem) => problem === type);
}

/**
 * Runs a mutation's verb. An error that the field's union has a type for is its answer; any other goes on and becomes a
 * top-level error.
 */
export async function answer<T, P extends ProblemType>(
  problems: readonly P[],
  work: () => Promise<T>,
): Promise<T | RefusalOf<P>> {
  try {
    return await work();
  } catch (error) {
    const type = typeOf(error);
    if (isOneOf(problems, type) && error instanceof ImportadorError)
      return new Refusal(error) as RefusalOf<P>;
    throw error;
  }
}

/** All that a client is told of a bug. */
export const MASKED = {
  es: 'Algo falló de nuestro lado; vuelva a intentarlo y, si se repite, avise con la hora y el X-Request-Id',
  en: 'Something failed on our side; try again and, if it happens again, report the time and the X-Request-Id',
} as const satisfies Record<Language, string>;

/**
 * An error as clients may see it, with extensions.code and a message in their language. What is ours says what it means;
 * what is GraphQL's own keeps its text; anything else is a bug: logged, shown masked.
 */
export function translateError(error: unknown, language: Language, log: Pick<Logger, 'error'>): GraphQLError {
  const cause = originOf(error);
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  if (cause instanceof ImportadorError) {
    return new GraphQLError(cause.text[language], {
      ...place,
      extensions: { ...extensionsOf(cause), ...statusOf(error) },
    });
  }
  if (cause instanceof GraphQLError) return withCode(error instanceof GraphQLError ? error : cause, cause);
  log.error(
    { err: loggableBug(cause), path: error instanceof GraphQLError ? error.path : undefined },
    'A request failed on a bug',
  );
  return new GraphQLError(MASKED[language], { ...place, extensions: { code: 'INTERNAL_SERVER_ERROR' } });
}

/** Whether it says what it means in every language, and so may wait for its translation. */
export function isOurs(error: unknown): boolean {
  return originOf(error) instanceof ImportadorError;
}

/** Where no union has a type for it, a lack of room is a rate limit. */
function extensionsOf(error: ImportadorError): Record<string, unknown> {
  const argument = error.path === undefined ? {} : { argument: error.path };
  return error instanceof CapacityError
    ? { code: 'RATE_LIMITED', retryAfterSeconds: error.retryAfterSeconds, ...argument }
    : { code: error.code, ...argument };
}

/** The HTTP status that an error of a request, and not of a field, is answered with. */
function statusOf(error: unknown): GraphQLErrorExtensions {
  const http = error instanceof GraphQLError ? error.extensions['http'] : undefined;
  return http === undefined ? {} : { http };
}

/** GraphQL wraps what a resolver throws, and sometimes wraps it again. */
function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? originOf(error.originalError) : error;
}

function placeOf({ nodes, source, positions, path }: GraphQLError): GraphQLErrorOptions {
  return { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
}

/** A wrong argument, variable or operation name: BAD_USER_INPUT unless it says something finer already. */
function withCode(error: GraphQLError, cause: GraphQLError): GraphQLError {
  const code = cause.extensions.code ?? error.extensions.code ?? 'BAD_USER_INPUT';
  return new GraphQLError(error.message, {
    ...placeOf(error),
    extensions: { ...cause.extensions, ...error.extensions, code },
  });
}
