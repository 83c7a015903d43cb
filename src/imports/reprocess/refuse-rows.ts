import type { Estado, ImportPhase } from '../../domain/codes.ts';
import { type InvalidField, TransitionError, ValidationError } from '../../domain/errors.ts';
import { type Message, message } from '../../domain/message.ts';
import type { ForeignRow } from '../../worker/rejected/messages.ts';

/** What the sentences name of the import. */
interface Named {
  readonly id: number;
  readonly number: number;
  readonly estado: Estado;
  readonly phase: ImportPhase;
}

export type NotNow = 'OUTCOME' | 'VALIDATE_ONLY' | 'PURGED' | 'BUSY' | 'CHANGED' | 'GONE';

const WHY: Readonly<Record<NotNow, Message>> = {
  OUTCOME: message(
    'solo se corrigen las filas rechazadas de una que terminó SUCCEEDED_WITH_ISSUES; vea su outcome',
    'only the rejected rows of one that ended SUCCEEDED_WITH_ISSUES can be corrected; look at its outcome',
  ),
  VALIDATE_ONLY: message(
    'solo se validó y no guardó ninguna fila; corrija el archivo y programe otra importación',
    'it was only validated and has stored no row; correct the file and schedule another import',
  ),
  PURGED: message(
    'sus filas son demasiado antiguas y ya no se conservan; programe otra importación con el archivo corregido',
    'its rows are too old and no longer kept; schedule another import with the corrected file',
  ),
  BUSY: message(
    'se están incorporando otras correcciones; espere a que terminen y descargue de nuevo lo que siga rechazado',
    'other corrections are being brought in; wait until they are, then download again what is still rejected',
  ),
  GONE: message(
    'el envío se interrumpió o el servidor se detiene, y no cambió nada; envíelo otra vez',
    'the request was broken off or the server is stopping, and nothing has changed; send it again',
  ),
  CHANGED: message(
    'cambió mientras se leía el archivo; vea cómo está y repita si hace falta',
    'it changed while the file was read; look at it as it is now and repeat if need be',
  ),
};

export function notNow(why: NotNow, { id, number, estado, phase }: Named): TransitionError {
  const { es, en } = WHY[why];
  return new TransitionError(
    message(
      `La importación ${number} está ${estado} y no puede recibir filas corregidas: ${es}`,
      `Import ${number} is ${estado} and cannot take corrected rows: ${en}`,
    ),
    { importId: id, estado, phase },
  );
}

/** Says which row of the corrected file is none of the import's rejected ones, and what to do. */
export function foreignRow({ code, row, other }: ForeignRow, number: number): ValidationError {
  return refusal(code, foreignText({ code, row, other }, number));
}

/** What the file as a whole, or a rule about the import as a whole, does not allow. */
export function refusal(code: string, text: Message): ValidationError {
  const field: InvalidField = { path: ['file'], code, text };
  return new ValidationError([field]);
}

export function noRows(number: number): ValidationError {
  return refusal(
    'NO_ROWS',
    message(
      `El archivo no tiene ninguna fila; deje en él las filas corregidas de la importación ${number} y súbalo otra vez`,
      `The file has no row; leave the corrected rows of import ${number} in it and upload it again`,
    ),
  );
}

const AGAIN = message(
  'descargue otra vez las filas rechazadas y corríjalas en ese archivo',
  'download the rejected rows again and correct them in that file',
);

function foreignText({ code, row, other }: Omit<ForeignRow, 'kind'>, number: number): Message {
  switch (code) {
    case 'NO_MARK':
      return message(
        `La fila ${row} no es de la importación ${number}: le falta su marca en la columna oculta; quite las filas agregadas, o ${AGAIN.es}`,
        `Row ${row} is not of import ${number}: its mark in the hidden column is missing; remove rows that were added, or ${AGAIN.en}`,
      );
    case 'CHANGED_MARK':
      return message(
        `La marca oculta de la fila ${row} fue cambiada y ya no dice de qué fila es; ${AGAIN.es}`,
        `The hidden mark of row ${row} was changed and no longer tells which row it is; ${AGAIN.en}`,
      );
    case 'OTHER_IMPORT':
      return message(
        `La fila ${row} es de la importación ${other}, y aquí se corrige la ${number}; súbala a la suya`,
        `Row ${row} is of import ${other}, and ${number} is being corrected here; upload it to its own`,
      );
    case 'ALREADY_IMPORTED':
      return message(
        `La fila ${row} (la ${other} del archivo original) ya se incorporó; quítela, o ${AGAIN.es}`,
        `Row ${row} (row ${other} of the original file) has been brought in already; remove it, or ${AGAIN.en}`,
      );
    case 'REPEATED_ROW':
      return message(
        `La fila ${row} repite la ${other} del archivo original, que ya está más arriba; deje una sola`,
        `Row ${row} repeats row ${other} of the original file, which stands further up already; leave only one`,
      );
    case 'NOT_REJECTED_ROWS':
      return message(
        `No es el archivo de filas rechazadas de la importación ${number}: le falta la columna oculta; ${AGAIN.es}`,
        `This is not the file of rejected rows of import ${number}: it lacks the hidden column; ${AGAIN.en}`,
      );
    case 'CHANGED_COLUMNS':
      return message(
        `La cabecera (fila ${row}) no tiene las mismas columnas en el mismo lugar; corrija solo las celdas debajo de ella, o ${AGAIN.es}`,
        `The header (row ${row}) does not have the same columns in the same places; correct only the cells below it, or ${AGAIN.en}`,
      );
    default:
      return code satisfies never;
  }
}
