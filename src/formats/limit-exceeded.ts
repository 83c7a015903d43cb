import { type FailureDetails, ImportFailedError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import { READ_LIMIT_SETTINGS } from '../domain/read-limit-settings.ts';
import type { ReadLimits } from '../domain/row.ts';

const WHAT: Readonly<Record<Exclude<keyof ReadLimits, 'stalledSeconds'>, readonly [es: string, en: string]>> =
  {
    unpackedBytes: ['bytes descomprimidos', 'unpacked bytes'],
    ratio: ['veces su tamaño comprimido', 'times its packed size'],
    zipEntries: ['partes en el zip', 'parts in the zip'],
    sharedStrings: ['textos compartidos', 'shared strings'],
    sharedStringBytes: ['bytes de textos compartidos', 'bytes of shared strings'],
    cellBytes: ['bytes en una celda', 'bytes in one cell'],
    rowBytes: ['bytes en una fila', 'bytes in one row'],
    columns: ['columnas', 'columns'],
    rows: ['filas', 'rows'],
    xlsBytes: ['bytes en un Excel antiguo (.xls)', 'bytes in an old workbook (.xls)'],
  };

/** The file wants more than the limit allows; the message names the limit and its value, the hint what to do. */
export function limitExceeded(
  limits: ReadLimits,
  limit: keyof ReadLimits,
  details: FailureDetails = {},
): ImportFailedError {
  return new ImportFailedError('LIMIT_EXCEEDED', textOf(limits, limit), { hint: hintOf(limit), ...details });
}

function textOf(limits: ReadLimits, limit: keyof ReadLimits): Message {
  const value = limits[limit].toLocaleString('en-US').replaceAll(',', ' ');
  if (limit === 'stalledSeconds') {
    return message(
      `La lectura del archivo gastó ${value} segundos de procesador sin avanzar, el máximo que se admite (límite ${limit})`,
      `Reading the file spent ${value} seconds of CPU without getting on, the most that is allowed (limit ${limit})`,
    );
  }
  const [es, en] = WHAT[limit];
  return message(
    `El archivo tiene más de ${value} ${es}, el máximo que se lee (límite ${limit})`,
    `The file has more than ${value} ${en}, the most that is read (limit ${limit})`,
  );
}

function hintOf(limit: keyof ReadLimits): Message {
  const { variable } = READ_LIMIT_SETTINGS[limit];
  return message(
    `Quite las hojas y filas que no son del detalle o divida el archivo; si de verdad es así de grande, quien administra el servidor puede subir ${variable}.`,
    `Remove the sheets and rows that are not part of the detail, or split the file; if it truly is that large, whoever runs the server can raise ${variable}.`,
  );
}
