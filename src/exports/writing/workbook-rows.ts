import type { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import { drainedSheet } from '../../worker/drained-sheet.ts';
import { textValue, type WrittenCell } from '../../worker/rejected/cell-value.ts';
import type { ColumnType } from '../column.ts';
import type { Cells, WritingTask } from './messages.ts';
import type { RowsWriter } from './rows-writer.ts';

/** Excel's, with the line of names. */
const MAX_SHEET_ROWS = 1_048_576;
/** Rows of a sheet, however they come; then what they have become is sent on: a writer that is not waited for keeps all of it. */
const ROWS_PER_TURN = 200;
/** A number cell says no more; with more digits an amount is a text, so that none is lost. */
const NUMBER_DIGITS = 15;
const FORMATS = {
  DATE: 'yyyy-mm-dd',
  LOCAL_DATE_TIME: 'yyyy-mm-dd hh:mm:ss',
  INSTANT: 'yyyy-mm-dd hh:mm:ss',
} as const;
const STYLES = {
  DATE: { numFmt: FORMATS.DATE },
  LOCAL_DATE_TIME: { numFmt: FORMATS.LOCAL_DATE_TIME },
  INSTANT: { numFmt: FORMATS.INSTANT },
} as const;

/** One sheet, and another wherever one is full: charges, charges 2, … */
export function workbookRows(
  { name, columns }: WritingTask,
  output: Writable,
  maxRows = MAX_SHEET_ROWS,
): RowsWriter {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: output,
    useStyles: true,
    useSharedStrings: false,
  });
  let sheets = 0;
  let sheet: ExcelJS.Worksheet | undefined;
  let rowsOfSheet = 0;
  const open = (): ExcelJS.Worksheet => {
    sheets += 1;
    const opened = book.addWorksheet(sheets === 1 ? name : `${name} ${sheets}`, {
      views: [{ state: 'frozen', ySplit: 1 }],
    });
    opened.addRow(columns.map((column) => column.name)).commit();
    rowsOfSheet = 1;
    return opened;
  };
  const nextRow = async (): Promise<ExcelJS.Row> => {
    if (sheet && rowsOfSheet === maxRows) {
      await drainedSheet(sheet);
      sheet.commit();
      sheet = undefined;
    }
    sheet ??= open();
    rowsOfSheet += 1;
    return sheet.getRow(rowsOfSheet);
  };
  return {
    async write(rows) {
      for (const cells of rows) {
        const row = await nextRow();
        writeCells(row, cells, columns);
        row.commit();
        if (sheet && rowsOfSheet % ROWS_PER_TURN === 0) await drainedSheet(sheet);
      }
    },
    async end() {
      sheet ??= open();
      await book.commit();
    },
  };
}

function writeCells(row: ExcelJS.Row, cells: Cells, columns: WritingTask['columns']): void {
  for (const [i, content] of cells.entries()) {
    const column = columns[i];
    if (content === null || !column) continue;
    const { value, style } = cellOf(content, column.type);
    const cell = row.getCell(i + 1);
    cell.value = value;
    if (style) cell.style = style;
  }
}

function cellOf(content: string | number | boolean, type: ColumnType): WrittenCell {
  if (typeof content !== 'string') return { value: content };
  switch (type) {
    case 'MONEY':
    case 'DECIMAL':
      return content.replace(/^-?0*\.?0*|\D/g, '').length <= NUMBER_DIGITS
        ? { value: Number(content) }
        : textValue(content);
    case 'DATE':
    case 'LOCAL_DATE_TIME':
    case 'INSTANT':
      return {
        value: new Date(/[TZ]/.test(content) && !content.endsWith('Z') ? `${content}Z` : content),
        style: STYLES[type],
      };
    default:
      return textValue(content);
  }
}
