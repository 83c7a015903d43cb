import type { FailureCode } from '../../domain/codes.ts';
import { ImportFailedError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import type { Periodo } from '../../domain/periodo.ts';
import type { RowCounters } from '../mapper-options.ts';

/** The failure of a file none of whose rows was accepted; rows that are held already make it no failure. */
export function emptyResult(
  { rowsRejected }: RowCounters,
  rows: { readonly duplicate: number; readonly otherPeriodo: ReadonlyMap<number, number> },
  periodo: Periodo,
): ImportFailedError | undefined {
  if (rows.duplicate > 0) return undefined;
  if (rowsRejected === 0) {
    return failure(
      'NO_DATA_ROWS',
      'No hay filas de datos debajo de la cabecera',
      'There are no data rows below the header',
    );
  }
  const months = [...rows.otherPeriodo].sort(([, a], [, b]) => b - a).map(([month]) => monthText(month));
  const ofOtherMonths = [...rows.otherPeriodo.values()].reduce((sum, count) => sum + count, 0);
  if (ofOtherMonths === rowsRejected) {
    const names = months.slice(0, 5).join(', ');
    return failure(
      'OTHER_PERIODO',
      `Todas las filas son de otro periodo: ${names}, y se importa ${periodo}`,
      `All rows are of another periodo: ${names}, and ${periodo} is being imported`,
      message(
        `Programe la importación con el periodo ${months[0]}, o adjunte el archivo de ${periodo}.`,
        `Schedule the import with the periodo ${months[0]}, or attach the file of ${periodo}.`,
      ),
    );
  }
  return failure(
    'ALL_ROWS_REJECTED',
    `Las ${rowsRejected} filas de datos tienen errores; no se importó ninguna`,
    `All ${rowsRejected} data rows have errors; none was imported`,
    message(
      'Mire los errores: si todas las filas tienen el mismo, la plantilla no es la de este archivo.',
      'Look at the errors: if all rows have the same one, the plantilla is not that of this file.',
    ),
  );
}

function failure(
  code: FailureCode,
  es: string,
  en: string,
  hint = message('Compruebe que es el archivo correcto.', 'Check that it is the right file.'),
): ImportFailedError {
  return new ImportFailedError(code, message(es, en), { hint });
}

function monthText(month: number): string {
  return `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
}
