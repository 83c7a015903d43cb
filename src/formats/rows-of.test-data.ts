import { columnLetters } from '../domain/column-letters.ts';
import { CELL, type CellKind, type OpenFile } from '../domain/row.ts';

const KIND_NAMES = new Map<number, string>(Object.entries(CELL).map(([name, kind]) => [kind, name]));

/** A row for a test to compare: cells as "A TEXT Renta" by their column's letter. */
export interface ShownRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** All rows of a sheet. Checks what every reader promises of a Row on the way. */
export function rowsOf(file: OpenFile, sheet = 0): ShownRow[] {
  const rows: ShownRow[] = [];
  file.read(sheet, (row) => {
    if (row.cells < 1) throw new Error('a row without cells was handed over');
    const cells: string[] = [];
    for (let i = 0; i < row.cells; i++) {
      const column = row.column[i] as number;
      if (i > 0 && column <= (row.column[i - 1] as number)) throw new Error('columns do not ascend');
      const text = row.source[i]?.subarray(row.start[i], row.end[i]).toString('utf8') ?? '';
      cells.push(`${columnLetters(column)} ${KIND_NAMES.get(row.kind[i] as CellKind)} ${text}`.trim());
    }
    rows.push({ number: row.number, cells });
    return true;
  });
  return rows;
}
