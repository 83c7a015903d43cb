import { open, rename } from 'node:fs/promises';
import type { BillingSheet } from './billing-sheet.ts';

const CHUNK_CHARS = 500_000;

/** UTF-8, semicolons, CRLF; a line of its own for each row that the sheet leaves out. */
export async function writeCsv(path: string, { rows }: BillingSheet): Promise<void> {
  const file = await open(`${path}.partial`, 'w');
  try {
    let chunk = '';
    let written = 0;
    for (const { number, cells } of rows) {
      while (++written < number) chunk += '\r\n';
      const fields = cells.map((cell) => (typeof cell === 'number' ? (cell / 100).toFixed(2) : cell));
      chunk += `${fields.join(';')}\r\n`;
      if (chunk.length < CHUNK_CHARS) continue;
      await file.write(chunk);
      chunk = '';
    }
    await file.write(chunk);
  } finally {
    await file.close();
  }
  await rename(`${path}.partial`, path);
}
