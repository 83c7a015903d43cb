import type { OpenFile } from '../domain/row.ts';
import type { HeadRow } from '../plantillas/find-header.ts';

/** Longer texts are no headers: enough of them is kept to say so. */
const MAX_TEXT_BYTES = 1_000;

/** The rows of a sheet numbered up to `rows`, as text. */
export function readHead(file: OpenFile, sheet: number, rows: number): HeadRow[] {
  const head: HeadRow[] = [];
  file.read(sheet, (row) => {
    if (row.number > rows) return false;
    const cells: { column: number; text: string }[] = [];
    for (let i = 0; i < row.cells; i++) {
      const from = row.start[i] ?? 0;
      const to = Math.min(row.end[i] ?? 0, from + MAX_TEXT_BYTES);
      cells.push({ column: row.column[i] ?? 0, text: row.source[i]?.toString('utf8', from, to) ?? '' });
    }
    head.push({ number: row.number, cells });
    return row.number < rows;
  });
  return head;
}
