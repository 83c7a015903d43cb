// The entry of the thread that writes a workbook of rejected rows: exceljs takes memory and time that no other thread has.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import ExcelJS from 'exceljs';
import { drainedSheet } from '../drained-sheet.ts';
import { PostedOutput } from '../posted-output.ts';
import { cellValue, textValue } from './cell-value.ts';
import type { RawCell, RawRow } from './messages.ts';
import type { NotedRows, WriterMessage, WriterRequest, WriterTask } from './workbook-messages.ts';

/** Rows at a time, then what they have become is sent on: a writer that is not waited for keeps all of it. */
const ROWS_PER_TURN = 200;
const REASON_WIDTH = 60;

if (parentPort) await writeWorkbook(parentPort, workerData);

async function writeWorkbook(
  port: MessagePort,
  { head, reasonHeader, sheetName }: WriterTask,
): Promise<void> {
  const output = new PostedOutput(port);
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: output,
    useStyles: true,
    useSharedStrings: false,
  });
  const sheet = book.addWorksheet(sheetName);
  const [reason, mark] = [head.firstFree + 1, head.firstFree + 2];
  sheet.getColumn(reason).width = REASON_WIDTH;
  sheet.getColumn(mark).hidden = true;
  let next = head.lastRow + 1;
  const write = (number: number, cells: readonly RawCell[], own: readonly [string, string] | undefined) => {
    const row = sheet.getRow(number);
    for (const cell of cells) {
      const { value, style } = cellValue(cell, head.date1904);
      const target = row.getCell(cell[0] + 1);
      target.value = value;
      if (style) target.style = style;
    }
    if (own) {
      row.getCell(reason).value = textValue(own[0]).value;
      row.getCell(mark).value = own[1];
    }
    row.commit();
  };
  await eachRequest(port, async ({ bytes, notes }) => {
    const rows: RawRow[] = JSON.parse(Buffer.from(bytes).toString());
    for (const [i, [number, cells]] of rows.entries()) {
      const own = notes[number];
      if (number < head.lastRow) write(number, cells, undefined);
      else if (number === head.lastRow) write(number, cells, [reasonHeader, head.markHeader]);
      else if (own) write(next++, cells, own);
      if (i % ROWS_PER_TURN === ROWS_PER_TURN - 1) await drainedSheet(sheet);
    }
    await drainedSheet(sheet);
  });
  await book.commit();
  post(port, { kind: 'end' });
  port.close();
}

/** Until 'end'; each request is answered once it has been dealt with. */
async function eachRequest(port: MessagePort, work: (rows: NotedRows) => Promise<void>): Promise<void> {
  let handled = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    port.on('message', (request: WriterRequest) => {
      if (request.kind === 'more') return;
      handled = handled.then(async () => {
        if (request.kind === 'end') return resolve();
        await work(request);
        post(port, { kind: 'taken' });
      });
      handled.catch(reject);
    });
  });
}

function post(port: MessagePort, message: WriterMessage): void {
  port.postMessage(message);
}
