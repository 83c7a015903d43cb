import { codeOf } from '../domain/code-of.ts';
import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** Space is freed by people: asking again sooner is of no use. */
const RETRY_SECONDS = 300;

/** The disk, or what the user of this process may take of it, is full. */
export function isNoSpace(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
}

export function noSpace(cause: unknown): CapacityError {
  const error = new CapacityError(
    message(
      'El servidor no tiene espacio para guardar el archivo; avise a quien lo administra y vuelva a subirlo después',
      'The server has no space left to keep the file; tell whoever runs it and upload again later',
    ),
    RETRY_SECONDS,
  );
  error.cause = cause;
  return error;
}
