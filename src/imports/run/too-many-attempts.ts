import { codeOf } from '../../domain/code-of.ts';
import type { Failure } from '../../domain/errors.ts';
import { type Message, message } from '../../domain/message.ts';

/** Which the last attempt was lost by; undefined: its server said nothing any more. */
export function tooManyAttempts(attempts: number, lostBy?: unknown): Failure {
  const cause = causeOf(lostBy);
  return {
    code: 'TOO_MANY_ATTEMPTS',
    message: message(
      `La importación se interrumpió en ${attempts} intentos, la última vez porque ${cause.es}; no quedó ningún cargo guardado`,
      `The import was interrupted in ${attempts} attempts, the last time because ${cause.en}; no charge was stored`,
    ),
    hint: message(
      'Reinténtela o programe otra con el mismo archivo; si vuelve a ocurrir, avise a quien administra el servidor',
      'Retry it, or schedule another with the same file; if it happens again, tell whoever runs the server',
    ),
  };
}

/** 53100 is PostgreSQL's word for a full disk, ENOSPC the operating system's. */
const NO_SPACE = /^(53100|ENOSPC)$/;
/** What pg and PostgreSQL say when the database is not there, or goes. */
const NO_DATABASE =
  /^(08[0-9A-Z]{3}|57P\d\d|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/;
/** pg's own sentences, which have no code. */
const CONNECTION = /connection|timeout/i;

function causeOf(error: unknown): Message {
  if (error === undefined)
    return message(
      'el servidor que la ejecutaba dejó de responder (se apagó, se quedó sin memoria o perdió la red)',
      'the server that ran it stopped answering (it was switched off, ran out of memory, or lost its network)',
    );
  const code = codeOf(error) ?? '';
  if (NO_SPACE.test(code))
    return message('no quedaba espacio en el disco', 'there was no space left on the disk');
  if (NO_DATABASE.test(code) || (code === '' && error instanceof Error && CONNECTION.test(error.message)))
    return message('se perdió la conexión con la base de datos', 'the connection to the database was lost');
  return message(
    'el servidor tropezó con un error que su registro explica',
    'the server met an error that its log explains',
  );
}
