import { columnLetters } from '../../domain/column-letters.ts';
import { brokenContent } from '../broken-content.ts';

/** Where a cell stands, for an error to say; a column below 0: somewhere in the row. */
export function cellWhere(
  sheet: string,
  row: number,
  column: number,
): { sheet: string; row: number; column?: string } {
  return column < 0 ? { sheet, row } : { sheet, row, column: columnLetters(column) };
}

export function brokenSheet(sheet: string, row: number, column = -1): Error {
  return brokenContent(
    `El contenido de la hoja "${sheet}" está dañado en la fila ${row}`,
    `The content of the sheet "${sheet}" is damaged at row ${row}`,
    cellWhere(sheet, row, column),
  );
}

export function noSharedString(
  { sheet, row, column }: { readonly sheet: string; readonly row: number; readonly column: number },
  index: number,
  count: number,
): Error {
  const cell = `${columnLetters(column)}${row}`;
  return brokenContent(
    `La celda ${cell} de la hoja "${sheet}" usa el texto compartido ${index}, pero el archivo tiene ${count}`,
    `Cell ${cell} of the sheet "${sheet}" uses shared string ${index}, but the file has ${count}`,
    cellWhere(sheet, row, column),
  );
}
