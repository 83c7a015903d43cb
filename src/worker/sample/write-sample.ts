// The entry of the thread that writes a sample: exceljs takes memory and time that no other thread has.
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import ExcelJS, { type Cell, type Worksheet } from 'exceljs';
import type { Language } from '../../domain/message.ts';
import { parseDefinition } from '../../plantillas/definition.ts';
import type { SampleCell } from '../../plantillas/sample/sample-cell.ts';
import { type SampleSheet, sampleSheet } from '../../plantillas/sample/sample-sheet.ts';
import type { SampleTask } from './sample-maker.ts';

const MIN_WIDTH = 12;
/** Excel takes no longer name of a sheet, and none with these signs. */
const MAX_NAME = 31;
const FORBIDDEN = /[\\/*?:[\]]/g;

if (parentPort) parentPort.postMessage(await sampleWorkbook(workerData));

/** A workbook with a sheet for each tipo de archivo. Two are never the same bytes: the same file is imported once. */
async function sampleWorkbook({ definition: json, periodo, language }: SampleTask): Promise<Uint8Array> {
  const definition = parseDefinition(json);
  const workbook = new ExcelJS.Workbook();
  workbook.created = new Date();
  workbook.subject = randomUUID();
  const taken = new Set<string>();
  for (const { code } of definition.tiposArchivo) {
    const sheet = sampleSheet(definition, code, periodo);
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
