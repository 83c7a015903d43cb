import type { InvalidField } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { usuarioKey } from './usuario-key.ts';

/** Letters of any alphabet, digits and what e-mail addresses are made of; no blanks, no control characters. */
const USUARIO = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]{1,63}$/u;

export function isUsuario(usuario: string): boolean {
  return USUARIO.test(usuarioKey(usuario));
}

/** Undefined if it does. */
export function invalidUsuario(usuario: string, path: readonly string[]): InvalidField | undefined {
  if (isUsuario(usuario)) return undefined;
  const shown = usuario.slice(0, 64);
  return {
    path,
    code: 'INVALID_USUARIO',
    text: message(
      `"${shown}" no sirve como usuario; escriba de 2 a 64 letras, dígitos o . _ @ + -, sin espacios`,
      `"${shown}" does not do as a usuario; write 2 to 64 letters, digits or . _ @ + -, without blanks`,
    ),
  };
}
