import { CELL, type CellKind, type OpenFile, type Row } from '../../domain/row.ts';
import { bindColumns } from '../../plantillas/bind-columns.ts';
import { tipoLayout } from '../../plantillas/definition/tipo-layout.ts';
import { parseDefinition } from '../../plantillas/definition.ts';
import { columnCount } from '../../plantillas/find-header.ts';
import { compilePlan } from '../../plantillas/plan/compile-plan.ts';
import { Canceled } from '../canceled.ts';
import { type ChosenSheet, chooseSheet } from '../choose-sheet.ts';
import { BATCH_BYTES } from '../messages.ts';
import { openTaskFile } from '../open-task-file.ts';
import { ThreadChannel } from '../thread-channel.ts';
import type { RawCell, RawRow, SelectMessage, SelectResult, SelectTask } from './messages.ts';
import { markHeader } from './row-mark.ts';

const ROWS_PER_LOOK = 256;
/** Cells of a row that is not asked for cost nothing; those above the header are few. */
const SHORTEST_ROW_BYTES = 16;

/**
 * Hands over what stands above the data and the rows that were asked for, as they stand in the file; only where a
 * column is filled down, a blank cell holds what fills it, since the row above it may not come along.
 */
export function selectRows(task: SelectTask): SelectResult {
  const channel = new ThreadChannel<SelectMessage>(task.port, task.control);
  try {
    const definition = parseDefinition(task.definition);
    using file = openTaskFile(task, definition, () => channel.getOn());
    const { tipoArchivo, sheet } = task;
    const chosen = chooseSheet(file, { definition, tipoArchivo, sheet });
    const { cells, lastRow } = chosen.header;
    channel.post({
      kind: 'head',
      sheet: chosen.name,
      date1904: file.date1904,
      lastRow,
      firstFree: columnCount(chosen.header),
      markHeader: markHeader(cells),
    });
    send(channel, file, chosen, task);
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof Canceled) return { kind: 'canceled' };
    throw error;
  }
}

function send(
  channel: ThreadChannel<SelectMessage>,
  file: OpenFile,
  { index, header }: ChosenSheet,
  task: SelectTask,
): void {
  const fill = fillDown(file, header, task);
  const firstFree = columnCount(header);
  let batch: RawRow[] = [];
  let bytes = 0;
  let next = 0;
  let seen = 0;
  const flush = (): void => {
    if (batch.length === 0) return;
    const last = batch[batch.length - 1]?.[0] ?? 0;
    // A copy that owns its buffer: it is given away.
    channel.give({ kind: 'rows', bytes: new Uint8Array(Buffer.from(JSON.stringify(batch))), last });
    batch = [];
    bytes = 0;
  };
  file.read(index, (row) => {
    if (++seen % ROWS_PER_LOOK === 0) channel.getOn();
    const isHead = row.number <= header.lastRow;
    while (!isHead && (task.rows[next] ?? Number.POSITIVE_INFINITY) < row.number) next++;
    const isWanted = isHead || task.rows[next] === row.number;
    if (!isHead) fill?.see(row);
    if (isWanted) {
      const cells = rawCells(row, firstFree);
      batch.push([row.number, fill && !isHead ? fill.complete(cells) : cells]);
      bytes += cells.reduce((sum, [, , text]) => sum + text.length, SHORTEST_ROW_BYTES);
      if (bytes >= BATCH_BYTES) flush();
    }
    return isHead || next < task.rows.length;
  });
  flush();
}

/** Cells behind the header's last column feed nothing, and make room for the two columns of ours. */
function rawCells(row: Row, columns: number): RawCell[] {
  const cells: RawCell[] = [];
  for (let i = 0; i < row.cells; i++) {
    const cell = rawCell(row, i);
    if (cell && cell[0] < columns) cells.push(cell);
  }
  return cells;
}

function rawCell(row: Row, i: number): RawCell | undefined {
  const text = row.source[i]?.toString('utf8', row.start[i], row.end[i]);
  return text === undefined ? undefined : [row.column[i] ?? 0, (row.kind[i] ?? CELL.TEXT) as CellKind, text];
}

interface Filling {
  /** Called for every row of the data. */
  see(row: Row): void;
  /** The cells of the row seen last, with those that are filled from above. */
  complete(cells: readonly RawCell[]): RawCell[];
}

/** Undefined where nothing is filled down. Totals and rows that are left out fill nothing, as in mapping. */
function fillDown(
  file: OpenFile,
  header: ChosenSheet['header'],
  { definition: json, tipoArchivo, periodo }: SelectTask,
): Filling | undefined {
  const definition = parseDefinition(json);
  const layout = tipoLayout(definition, tipoArchivo);
  const binding = bindColumns(layout, header);
  const columns = new Set(
    binding.columns.filter((each) => each.definition.fillDown).map(({ column }) => column),
  );
  if (columns.size === 0) return undefined;
  const { cells, rules } = compilePlan(definition, layout, binding, {
    periodo,
    date1904: file.date1904,
    account: undefined,
  });
  const above = new Map<number, RawCell>();
  return {
    see(row) {
      if (!cells.locate(row) || rules.some((rule) => rule.matches(row))) return;
      for (let i = 0; i < row.cells; i++) {
        if (!columns.has(row.column[i] ?? 0)) continue;
        const cell = rawCell(row, i);
        if (cell && cell[2].trim() !== '') above.set(cell[0], cell);
      }
    },
    complete(own) {
      const filled = new Map(own.filter(([, , text]) => text.trim() !== '').map((cell) => [cell[0], cell]));
      for (const [column, cell] of above) if (!filled.has(column)) filled.set(column, cell);
      return [...filled.values()].sort(([a], [b]) => a - b);
    },
  };
}
