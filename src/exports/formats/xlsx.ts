import { writeInThread } from '../writing/write-in-thread.ts';
import type { ExportFormat } from './export-format.ts';

/** A workbook: numbers and dates as such, texts as texts, which Excel never runs. */
export const xlsx: ExportFormat = {
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  kind: 'CELLS',
  write: (pages, { dataSet: { name, columns }, signal }) =>
    writeInThread(pages, { format: 'xlsx', name, columns }, signal),
};
