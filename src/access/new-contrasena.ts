import { type InvalidField, ValidationError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import { COMMON_CONTRASENAS } from './common-contrasenas.ts';
import { usuarioKey } from './usuario-key.ts';

/** Length is what counts against guessing; no rules about kinds of characters, which only make people write them down. */
export const MIN_CONTRASENA_CHARACTERS = 12;
/** Room for any sentence, and an end to what has to be hashed. */
export const MAX_CONTRASENA_CHARACTERS = 256;

/** Throws ValidationError WEAK_CONTRASENA that says why it does not do. The value is never shown. */
export function requireNewContrasena(
  contrasena: string,
  about: { usuario: string; current?: string; path: readonly string[] },
): void {
  const invalid = weakness(contrasena.normalize('NFKC'), about);
  if (!invalid) return;
  const field: InvalidField = { path: about.path, code: invalid.code, text: invalid.text };
  throw new ValidationError([field], 'WEAK_CONTRASENA');
}

function weakness(
  contrasena: string,
  { usuario, current }: { usuario: string; current?: string },
): { code: string; text: Message } | undefined {
  const { length } = [...contrasena];
  if (length < MIN_CONTRASENA_CHARACTERS) return tooShort(length);
  if (length > MAX_CONTRASENA_CHARACTERS) return tooLong(length);
  if (usuarioKey(contrasena) === usuarioKey(usuario)) {
    return {
      code: 'SAME_AS_USUARIO',
      text: message('La contraseña no puede ser el usuario', 'The contraseña cannot be the usuario'),
    };
  }
  if (contrasena === current?.normalize('NFKC')) {
    return {
      code: 'SAME_AS_CURRENT',
      text: message(
        'La contraseña nueva es la actual; elija otra',
        'The new contraseña is the current one; choose another',
      ),
    };
  }
  if (!COMMON_CONTRASENAS.includes(plain(contrasena))) return undefined;
  return {
    code: 'COMMON',
    text: message(
      'La contraseña está entre las primeras que cualquiera prueba; elija otra, por ejemplo cuatro palabras al azar',
      'The contraseña is among the first that anybody tries; choose another, for example four words at random',
    ),
  };
}

function tooShort(length: number): { code: string; text: Message } {
  return {
    code: 'TOO_SHORT',
    text: message(
      `La contraseña tiene ${length} caracteres; escriba al menos ${MIN_CONTRASENA_CHARACTERS}`,
      `The contraseña has ${length} characters; write at least ${MIN_CONTRASENA_CHARACTERS}`,
    ),
  };
}

function tooLong(length: number): { code: string; text: Message } {
  return {
    code: 'TOO_LONG',
    text: message(
      `La contraseña tiene ${length} caracteres; escriba como máximo ${MAX_CONTRASENA_CHARACTERS}`,
      `The contraseña has ${length} characters; write at most ${MAX_CONTRASENA_CHARACTERS}`,
    ),
  };
}

/** Lower case, accents off: "Contraseña123" is as common as "contrasena123". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
