import { RequestError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';

const MIN_MS = 50;
const MAX_MS = 60_000;

/** Throws BAD_USER_INPUT for an interval that would drown the client, or leave it in the dark. */
export function checkInterval(intervalMs: number): void {
  if (Number.isSafeInteger(intervalMs) && intervalMs >= MIN_MS && intervalMs <= MAX_MS) return;
  throw new RequestError(
    'BAD_USER_INPUT',
    message(
      `intervalMs: ${intervalMs} no está entre ${MIN_MS} y ${MAX_MS} milisegundos`,
      `intervalMs: ${intervalMs} is not between ${MIN_MS} and ${MAX_MS} milliseconds`,
    ),
    ['intervalMs'],
  );
}
