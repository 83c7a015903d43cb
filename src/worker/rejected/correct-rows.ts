import type { ReadResult } from '../messages.ts';
import { Reading } from '../read-file.ts';
import { CorrectedSheet, ForeignRowFound } from './corrected-sheet.ts';
import type { Corrected, CorrectTask, ForeignRow } from './messages.ts';

export type CorrectResult = (ReadResult & Partial<Corrected>) | ForeignRow;

/** Maps the rows of a corrected file as rows of the import's own, none of them accepted included. */
export function correctRows(task: CorrectTask): CorrectResult {
  const sheet = new CorrectedSheet(task);
  const reading = new Reading(task, sheet);
  try {
    const result = reading.result();
    if (result.kind !== 'done') return result;
    return { ...result, rows: Int32Array.from(sheet.rows), lineas: reading.lineas() };
  } catch (error) {
    if (error instanceof ForeignRowFound) return error.foreign;
    throw error;
  }
}
