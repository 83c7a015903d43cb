import { type FailureDetails, ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { ReadLimits } from '../domain/row.ts';

const WHAT: Readonly<Record<keyof ReadLimits, readonly [es: string, en: string]>> = {
  unpackedBytes: ['bytes descomprimidos', 'unpacked bytes'],
  ratio: ['veces su tamaño comprimido', 'times its packed size'],
  zipEntries: ['partes en el zip', 'parts in the zip'],
  sharedStrings: ['textos compartidos', 'shared strings'],
  sharedStringBytes: ['bytes de textos compartidos', 'bytes of shared strings'],
  cellBytes: ['bytes en una celda', 'bytes in one cell'],
  rowBytes: ['bytes en una fila', 'bytes in one row'],
  columns: ['columnas', 'columns'],
  rows: ['filas', 'rows'],
};

/** The file wants more than the limit allows; the message names the limit and its value. */
export function limitExceeded(
  limits: ReadLimits,
  limit: keyof ReadLimits,
  details: FailureDetails = {},
): ImportFailedError {
  const [es, en] = WHAT[limit];
  const value = limits[limit].toLocaleString('en-US').replaceAll(',', ' ');
  return new ImportFailedError(
    'LIMIT_EXCEEDED',
    message(
      `El archivo tiene más de ${value} ${es}, el máximo que se lee (límite ${limit})`,
      `The file has more than ${value} ${en}, the most that is read (limit ${limit})`,
    ),
    {
      hint: message(
        'Quite las hojas y filas que no son del detalle o divida el archivo.',
        'Remove the sheets and rows that are not part of the detail, or split the file.',
      ),
      ...details,
    },
  );
}
