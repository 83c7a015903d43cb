import { csvHeader } from '../line-sql.ts';
import type { ExportFormat } from './export-format.ts';

/** RFC 4180, UTF-8; texts in quotes, and with an apostrophe before what a spreadsheet would take for a formula. */
export const csv: ExportFormat = {
  contentType: 'text/csv; charset=utf-8',
  kind: 'CSV',
  async *write(pages, { dataSet, header }) {
    if (header) yield Buffer.from(csvHeader(dataSet.columns));
    for await (const { content } of pages) yield Buffer.from(content);
  },
};
