import type { InvalidField } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

const MAX_CHARACTERS = 100;

/** Of a name that people read, without outer blanks. Nothing if it does. */
export function invalidName(name: string, path: readonly string[]): InvalidField[] {
  const characters = [...name].length;
  if (characters >= 1 && characters <= MAX_CHARACTERS && !/\p{C}/u.test(name)) return [];
  return [
    {
      path,
      code: 'INVALID_LENGTH',
      text: message(
        `El nombre tiene ${characters} caracteres; se esperan de 1 a ${MAX_CHARACTERS}, sin caracteres de control`,
        `The name has ${characters} characters; expected are 1 to ${MAX_CHARACTERS} without control characters`,
      ),
    },
  ];
}
