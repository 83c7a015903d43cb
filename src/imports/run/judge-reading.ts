import { ROW_ISSUE_SEVERITY, type RowIssueCode, type Severity } from '../../domain/codes.ts';
import type { Failure } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import type { ReadResult } from '../../worker/messages.ts';
import { EndAsFailed } from './end-as-failed.ts';
import type { FailedReading } from './fail-import.ts';
import type { ImportWork } from './import-work.ts';

export type DoneReading = Extract<ReadResult, { kind: 'done' }>;

/** Of these, the thread has read the whole file before it could know. */
const KNOWN_AT_THE_END: readonly Failure['code'][] = ['ALL_ROWS_REJECTED', 'NO_DATA_ROWS', 'OTHER_PERIODO'];

/** What was read, if it is to be stored. Throws EndAsFailed for what the thread or the import's policy refuses. */
export function judgeReading(work: ImportWork, result: ReadResult): DoneReading {
  switch (result.kind) {
    case 'done':
      return judgeDone(work, result);
    case 'failed': {
      const { failure, issueCounts } = result;
      const isComplete = KNOWN_AT_THE_END.includes(failure.code);
      throw new EndAsFailed(failure, { isComplete, ...(issueCounts ? { issueCounts } : {}) });
    }
    case 'canceled':
      throw new Error('The thread stopped although nobody asked it to');
    default:
      return result satisfies never;
  }
}

/** ERROR or WARNING: what makes SUCCEEDED_WITH_ISSUES of a success. */
export function hasIssues(issueCounts: DoneReading['issueCounts']): boolean {
  return countOf(issueCounts, 'ERROR') + countOf(issueCounts, 'WARNING') > 0;
}

function judgeDone(work: ImportWork, result: DoneReading): DoneReading {
  const { counters, issueCounts, totals } = result;
  const reading: FailedReading = { issueCounts, isComplete: true, ...(work.validateOnly ? { totals } : {}) };
  const errors = countOf(issueCounts, 'ERROR');
  if (work.errorPolicy === 'REJECT_FILE' && errors > 0) {
    throw new EndAsFailed(rejectedByPolicy(counters.rowsRejected, errors), reading);
  }
  return result;
}

function countOf(issueCounts: DoneReading['issueCounts'], severity: Severity): number {
  const codes = Object.keys(issueCounts) as RowIssueCode[];
  return codes
    .filter((code) => ROW_ISSUE_SEVERITY[code] === severity)
    .reduce((sum, code) => sum + (issueCounts[code] ?? 0), 0);
}

function rejectedByPolicy(rows: number, errors: number): Failure {
  return {
    code: 'REJECTED_BY_POLICY',
    message: message(
      `${rows} filas tienen ${errors} errores, y la política REJECT_FILE no admite ninguno; no se guardó nada`,
      `${rows} rows have ${errors} errors, and the policy REJECT_FILE admits none; nothing was stored`,
    ),
    hint: message(
      'Corrija las filas que muestran los avisos y programe otra importación, o use REJECT_ROWS para guardar las demás',
      'Correct the rows that the issues show and schedule another import, or use REJECT_ROWS to store the others',
    ),
  };
}
