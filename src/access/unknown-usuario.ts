import { NotFoundError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** Of another empresa as well: it looks like one that does not exist. */
export function unknownUsuario(path: readonly string[]): NotFoundError {
  return new NotFoundError(
    message(
      'El usuario no existe; elija uno de la lista de usuarios',
      'The usuario does not exist; choose one from the list of usuarios',
    ),
    path,
  );
}
