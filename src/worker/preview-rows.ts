import type { Fit } from './find-plantilla.ts';
import type { PreviewRow } from './preview-head.ts';
import type { PreviewedColumn } from './preview-task.ts';

/** What the rows of an answer may take: texts, and some for each cell. Rows that go beyond it are left out. */
const MAX_CHARACTERS = 2 ** 20;
const CELL_CHARACTERS = 8;

/** The columns with what stands below them first; a column of data without a header is NEW. */
export function previewColumns({ columns, header, head }: Fit): PreviewedColumn[] {
  const examples = new Map<number, string>();
  for (const { shown } of rowsBelow(head.rows, header.lastRow)) {
    for (const { column, text } of shown) {
      if (text.trim() !== '' && !examples.has(column)) examples.set(column, text);
    }
  }
  const known = new Set(columns.map(({ index }) => index));
  const unnamed = [...examples.keys()]
    .filter((index) => !known.has(index))
    .map((index) => ({ index, header: '', field: null, match: 'NEW' as const }));
  const inFile = [...columns.filter(({ index }) => index >= 0), ...unnamed];
  return [...inFile.sort((a, b) => a.index - b.index), ...columns.filter(({ index }) => index < 0)].map(
    (column) => ({ ...column, example: examples.get(column.index) ?? null }),
  );
}

/** The first rows below the header, each as wide as the header at least; cell i is that of the column with index i. */
export function previewRows({ header, head }: Fit, rows: number): (string | null)[][] {
  const width = (header.cells.at(-1)?.column ?? -1) + 1;
  const shown: (string | null)[][] = [];
  let characters = 0;
  for (const row of rowsBelow(head.rows, header.lastRow).slice(0, rows)) {
    const cells = new Array<string | null>(Math.max(width, (row.shown.at(-1)?.column ?? -1) + 1)).fill(null);
    for (const { column, text } of row.shown) cells[column] = text === '' ? null : text;
    characters += cells.reduce((sum, text) => sum + CELL_CHARACTERS + (text?.length ?? 0), 0);
    if (characters > MAX_CHARACTERS) break;
    shown.push(cells);
  }
  return shown;
}

function rowsBelow(rows: readonly PreviewRow[], lastRow: number): readonly PreviewRow[] {
  return rows.filter(({ number }) => number > lastRow);
}
