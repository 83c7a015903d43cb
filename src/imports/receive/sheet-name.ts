import { ValidationError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';

/** Excel allows 31; other programs more. */
const MAX_CHARACTERS = 255;

/** null: none was named. Throws ValidationError for what cannot be the name of a sheet. */
export function parseSheetName(given: string | null | undefined): string | null {
  const name = given?.trim() ?? '';
  if (name === '') return null;
  if (name.length <= MAX_CHARACTERS && !/\p{Cc}/u.test(name)) return name;
  const shown = name.replace(/\p{Cc}/gu, '�').slice(0, 40);
  throw new ValidationError([
    {
      path: ['sheet'],
      code: 'INVALID_SHEET',
      text: message(
        `"${shown}" no puede ser el nombre de una hoja; escríbalo como se ve en la pestaña, de 1 a 31 caracteres`,
        `"${shown}" cannot be the name of a sheet; write it as its tab shows it, 1 to 31 characters`,
      ),
    },
  ]);
}
