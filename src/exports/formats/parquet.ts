import { writeInThread } from '../writing/write-in-thread.ts';
import type { ExportFormat } from './export-format.ts';

/** Apache Parquet, exactly what is stored: amounts as DECIMAL(38, 18). */
export const parquet: ExportFormat = {
  contentType: 'application/vnd.apache.parquet',
  kind: 'CELLS',
  write: (pages, { dataSet: { name, columns }, signal }) =>
    writeInThread(pages, { format: 'parquet', name, columns }, signal),
};
