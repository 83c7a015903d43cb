import type { Estado, FailureCode, FileFormat, ImportPhase, ProblemCode } from './codes.ts';
import type { Message } from './message.ts';

/** Codes of top-level GraphQL errors, beside the ProblemCodes that travel as data. */
export type RequestErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'GRAPHQL_PARSE_FAILED'
  | 'INTROSPECTION_DISABLED'
  | 'CSRF_HEADER_MISSING';
export type ErrorCode = ProblemCode | FailureCode | RequestErrorCode;

/** What every error meant for a person shares: a stable code, a sentence in every language, the input it speaks of. */
export abstract class ImportadorError extends Error {
  readonly code: ErrorCode;
  readonly text: Message;
  readonly path: readonly string[] | undefined;

  constructor(code: ErrorCode, text: Message, options: { path?: readonly string[]; cause?: unknown } = {}) {
    super(text.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.text = text;
    this.path = options.path;
  }
}

/** One field of the input that does not do, with a stable code of its own such as 'UNKNOWN' or 'IN_THE_PAST'. */
export interface InvalidField {
  readonly path: readonly string[];
  readonly code: string;
  readonly text: Message;
}

export class ValidationError extends ImportadorError {
  declare readonly code: 'VALIDATION' | 'IDEMPOTENCY_KEY_REUSED' | 'WEAK_CONTRASENA';
  readonly fields: readonly InvalidField[];
  constructor(
    fields: readonly [InvalidField, ...InvalidField[]],
    code: ValidationError['code'] = 'VALIDATION',
  ) {
    super(code, fields[0].text, { path: fields[0].path });
    this.fields = fields;
  }
}

export class NotFoundError extends ImportadorError {
  constructor(text: Message, path?: readonly string[]) {
    super('NOT_FOUND', text, path ? { path } : {});
  }
}

export class DuplicateError extends ImportadorError {
  readonly existingImportId: number;
  constructor(text: Message, existingImportId: number) {
    super('DUPLICATE_FILE', text);
    this.existingImportId = existingImportId;
  }
}

/** The import is not in a state that allows the action; importId leads to what it is now. */
export class TransitionError extends ImportadorError {
  readonly importId: number;
  readonly estado: Estado;
  readonly phase: ImportPhase;
  constructor(text: Message, now: { importId: number; estado: Estado; phase: ImportPhase }) {
    super('WRONG_STATE', text);
    this.importId = now.importId;
    this.estado = now.estado;
    this.phase = now.phase;
  }
}

export type FileProblemCode =
  | 'EMPTY_FILE'
  | 'UNREADABLE_FORMAT'
  | 'ENCRYPTED'
  | 'BROKEN_ZIP'
  | 'FILE_TOO_LARGE'
  | 'FILE_PURGED';

/** A file refused at upload, by what its bytes are. */
export class FileError extends ImportadorError {
  declare readonly code: FileProblemCode;
  readonly detectedFormat: FileFormat;
  readonly hint: Message | undefined;
  readonly maxBytes: number | undefined;
  constructor(
    code: FileProblemCode,
    text: Message,
    about: { detectedFormat: FileFormat; hint?: Message; maxBytes?: number },
  ) {
    super(code, text);
    this.detectedFormat = about.detectedFormat;
    this.hint = about.hint;
    this.maxBytes = about.maxBytes;
  }
}

export class CapacityError extends ImportadorError {
  declare readonly code: 'CAPACITY' | 'TOO_MANY_ATTEMPTS';
  readonly retryAfterSeconds: number;
  constructor(text: Message, retryAfterSeconds: number, code: CapacityError['code'] = 'CAPACITY') {
    super(code, text);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class CredentialsError extends ImportadorError {
  constructor(text: Message, path?: readonly string[]) {
    super('BAD_CREDENTIALS', text, path ? { path } : {});
  }
}

/** A request that never reaches a verb's own rules: no session, too low a role, malformed arguments, too many of them. */
export class RequestError extends ImportadorError {
  declare readonly code: RequestErrorCode;
  constructor(code: RequestErrorCode, text: Message, path?: readonly string[]) {
    super(code, text, path ? { path } : {});
  }
}

/** Where in the file, and beside what, an import failed; every part only where it is known. */
export interface FailureDetails {
  readonly hint?: Message;
  readonly sheet?: string;
  readonly row?: number;
  readonly column?: string;
  readonly missingColumns?: readonly string[];
  readonly sheets?: readonly string[];
  readonly existingImportId?: number;
}

/** Ends an import as FINALIZADO/FAILED. It crosses the thread boundary as plain data: see Failure. */
export class ImportFailedError extends ImportadorError {
  declare readonly code: FailureCode;
  readonly details: FailureDetails;
  constructor(code: FailureCode, text: Message, details: FailureDetails = {}, cause?: unknown) {
    super(code, text, cause === undefined ? {} : { cause });
    this.details = details;
  }
}

/** ImportFailedError as data: what the worker posts and what the import's row keeps. */
export interface Failure extends FailureDetails {
  readonly code: FailureCode;
  readonly message: Message;
}

export function failureOf(error: ImportFailedError): Failure {
  return { code: error.code, message: error.text, ...error.details };
}
