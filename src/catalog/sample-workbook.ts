import { randomUUID } from 'node:crypto';
import type { Cell, Worksheet } from 'exceljs';
import type { Language } from '../domain/message.ts';
import type { SampleCell } from '../plantillas/sample/sample-cell.ts';
import type { SampleSheet } from '../plantillas/sample/sample-sheet.ts';

const MIN_WIDTH = 12;
/** Excel takes no longer name of a sheet, and none with these signs. */
const MAX_NAME = 31;
const FORBIDDEN = /[\\/*?:[\]]/g;

/** A workbook with these sheets, a note at each header. Two are never the same bytes: the same file is imported once. */
export async function sampleWorkbook(
  sheets: readonly SampleSheet[],
  language: Language,
): Promise<Uint8Array> {
  // It takes a while to load, and most servers never need it.
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  workbook.created = new Date();
  workbook.subject = randomUUID();
  const taken = new Set<string>();
  for (const sheet of sheets) {
    fillSheet(workbook.addWorksheet(sheetName(sheet.name, taken)), sheet, language);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function fillSheet(
  worksheet: Worksheet,
  { columns, headerRows, rows }: SampleSheet,
  language: Language,
): void {
  for (const [i, { header, note }] of columns.entries()) {
    const cell = worksheet.getCell(1, i + 1);
    cell.value = header;
    cell.font = { bold: true };
    cell.note = note[language];
    worksheet.getColumn(i + 1).width = Math.max(MIN_WIDTH, header.length + 2);
  }
  worksheet.views = [{ state: 'frozen', ySplit: headerRows }];
  for (const [r, cells] of rows.entries()) {
    for (const [c, value] of cells.entries()) {
      if (value !== null) writeCell(worksheet.getCell(headerRows + 1 + r, c + 1), value);
    }
  }
}

function writeCell(cell: Cell, value: Exclude<SampleCell, null>): void {
  if (typeof value === 'string') {
    cell.value = value;
    cell.numFmt = '@';
  } else if ('number' in value) cell.value = value.number;
  else if ('cents' in value) {
    cell.value = value.cents / 100;
    cell.numFmt = '#,##0.00';
  } else {
    const { day } = value;
    cell.value = new Date(Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100));
    cell.numFmt = 'dd/mm/yyyy';
  }
}

/** Excel takes no two names that differ in case only. */
function sheetName(wanted: string, taken: Set<string>): string {
  const base =
    wanted
      .replace(FORBIDDEN, ' ')
      .replace(/^'+|'+$/g, '')
      .trim()
      .slice(0, MAX_NAME) || 'Hoja';
  let name = base;
  for (let n = 2; taken.has(name.toLowerCase()); n++) {
    const ending = ` ${n}`;
    name = base.slice(0, MAX_NAME - ending.length) + ending;
  }
  taken.add(name.toLowerCase());
  return name;
}
