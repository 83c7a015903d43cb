import type { HeadRows, OpenFile, Row } from '../domain/row.ts';
import type { HeadRow } from '../plantillas/find-header.ts';
import { shownCell } from './shown-cell.ts';

/** Longer texts are no headers. */
const MAX_HEADER_BYTES = 1_000;
/** What is kept of a head in memory: texts, and some for each cell. */
const MAX_HEAD_CHARACTERS = 16 * 2 ** 20;
const CELL_CHARACTERS = 32;

/** A row of the head: as headers are looked for, and as it is shown. */
export interface PreviewRow extends HeadRow {
  readonly shown: readonly { readonly column: number; readonly text: string }[];
}

/** The first rows of a sheet, whichever way the format gives them. */
export function eachHeadRow(
  file: OpenFile,
  sheet: number,
  wanted: HeadRows,
  onRow: (row: Row) => boolean,
): void {
  if (file.readHead) {
    file.readHead(sheet, wanted, onRow);
    return;
  }
  let more = 0;
  file.read(sheet, (row) => {
    if (row.number > wanted.through) more++;
    return onRow(row) && more < wanted.more;
  });
}

/** The same as texts; a head that takes too much memory is cut. */
export function readPreviewRows(file: OpenFile, sheet: number, wanted: HeadRows): PreviewRow[] {
  const rows: PreviewRow[] = [];
  let characters = 0;
  eachHeadRow(file, sheet, wanted, (row) => {
    const cells: { column: number; text: string }[] = [];
    const shown: { column: number; text: string }[] = [];
    for (let i = 0; i < row.cells; i++) {
      const column = row.column[i] ?? 0;
      const from = row.start[i] ?? 0;
      const to = Math.min(row.end[i] ?? 0, from + MAX_HEADER_BYTES);
      const text = row.source[i]?.toString('utf8', from, to) ?? '';
      cells.push({ column, text });
      shown.push({ column, text: shownCell(row, i, file.date1904) });
      characters += CELL_CHARACTERS + 2 * text.length;
    }
    rows.push({ number: row.number, cells, shown });
    return characters < MAX_HEAD_CHARACTERS;
  });
  return rows;
}
