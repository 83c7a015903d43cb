import type { Row } from '../../domain/row.ts';

/** Puts the cells of a row in the order of their columns, in place. False where two stand in the same column. */
export function sortCells(row: Row): boolean {
  const { column, kind, source, start, end, shared } = row;
  const cells = Array.from({ length: row.cells }, (_, i) => ({
    column: column[i] as number,
    kind: kind[i] as number,
    source: source[i] as Buffer,
    start: start[i] as number,
    end: end[i] as number,
    shared: shared[i] as number,
  })).sort((a, b) => a.column - b.column);
  for (const [i, cell] of cells.entries()) {
    column[i] = cell.column;
    kind[i] = cell.kind;
    source[i] = cell.source;
    start[i] = cell.start;
    end[i] = cell.end;
    shared[i] = cell.shared;
  }
  return cells.every((cell, i) => cell.column !== cells[i + 1]?.column);
}
