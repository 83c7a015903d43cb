import { ROW_ISSUE_SEVERITY, type RowIssueCode } from '../../domain/codes.ts';
import { CELL, type Row } from '../../domain/row.ts';
import { skipApostrophe } from '../cells/cell-text.ts';
import type { IssueLog } from '../output/issue-log.ts';
import type { RowStep } from '../plan/row-step.ts';
import { NO_CELL, type RowCells } from './row-cells.ts';

/** What reading the cells of a row came to. */
export interface StepsResult {
  /** An issue of severity ERROR has been raised. */
  rejected: boolean;
  /** One of them says that the row belongs to another month. */
  otherPeriodo: boolean;
}

/** Reads every cell that feeds something, raising one issue for each bad one; all of them, also after the first. */
export function readSteps(
  row: Row,
  steps: readonly RowStep[],
  cells: RowCells,
  issues: IssueLog,
  result: StepsResult,
): void {
  result.rejected = false;
  result.otherPeriodo = false;
  for (const step of steps) {
    step.value.clear();
    const code = readStep(row, step, cells);
    if (code === undefined) continue;
    raise(code, row, step, cells, issues);
    if (ROW_ISSUE_SEVERITY[code] === 'ERROR') result.rejected = true;
    if (code === 'OTHER_PERIODO') result.otherPeriodo = true;
  }
}

function readStep(row: Row, step: RowStep, cells: RowCells): RowIssueCode | undefined {
  const i = cells.cell[step.place] ?? NO_CELL;
  const bytes = i === NO_CELL ? undefined : row.source[i];
  if (bytes === undefined) return blank(step);
  const kind = row.kind[i] ?? CELL.TEXT;
  if (kind === CELL.ERROR || kind === CELL.NO_VALUE) {
    if (step.isCheck) {
      if (kind === CELL.NO_VALUE) cells.cell[step.place] = NO_CELL;
      return undefined;
    }
    step.fill?.remember();
    return kind === CELL.ERROR ? 'ERROR_CELL' : 'FORMULA_WITHOUT_VALUE';
  }
  const from = cells.start[step.place] ?? 0;
  const end = cells.end[step.place] ?? 0;
  const start = kind === CELL.TEXT ? skipApostrophe(bytes, from, end) : from;
  const code = start < end ? step.read(kind, bytes, start, end, row.shared[i] ?? -1) : 'BLANK';
  if (code === undefined) {
    step.fill?.remember();
    return undefined;
  }
  if (code === 'BLANK') {
    cells.cell[step.place] = NO_CELL;
    step.value.clear();
    return blank(step);
  }
  if (step.isCheck) {
    step.value.clear();
    return undefined;
  }
  const isError = ROW_ISSUE_SEVERITY[code] === 'ERROR';
  // The value of a month that is not this one is still a value: it is what the rows below it are filled with.
  if (isError && code !== 'OTHER_PERIODO') step.value.clear();
  step.fill?.remember();
  return code;
}

function blank(step: RowStep): RowIssueCode | undefined {
  step.fill?.recall();
  const { value } = step;
  const filled = value.has || ('accountLevel' in value && value.accountLevel === true);
  return step.required && !filled ? 'MISSING_VALUE' : undefined;
}

/** Raises an issue at a step's cell, with what the cell holds. */
export function raise(
  code: RowIssueCode,
  row: Row,
  step: RowStep,
  cells: RowCells,
  issues: IssueLog,
  detail = step.detail(code),
): void {
  const place = { row: row.number, column: step.column, header: step.header, detail };
  const i = cells.cell[step.place] ?? NO_CELL;
  const bytes = i === NO_CELL ? undefined : row.source[i];
  if (bytes === undefined) issues.add(code, place);
  else issues.addRaw(code, place, bytes, cells.start[step.place] ?? 0, cells.end[step.place] ?? 0);
}
