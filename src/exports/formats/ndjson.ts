import type { ExportFormat } from './export-format.ts';

/** A JSON object a line, exactly what is stored. */
export const ndjson: ExportFormat = {
  contentType: 'application/x-ndjson',
  kind: 'NDJSON',
  async *write(pages) {
    for await (const { content } of pages) yield Buffer.from(content);
  },
};
