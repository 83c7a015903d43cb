import type { RowIssueCode } from '../../domain/codes.ts';
import { ISSUE_COPY_COLUMNS } from '../../domain/copy-columns.ts';

/** An issue as the thread writes it for the database. */
export interface CopiedIssue {
  readonly code: RowIssueCode;
  readonly row: number;
  /** 0-based; null when it concerns the row. */
  readonly column: number | null;
  readonly header: string | null;
  readonly rawValue: string | null;
  readonly detail: string | null;
}

const AT = Object.fromEntries(ISSUE_COPY_COLUMNS.map((name, i) => [name, i]));

/** Whole lines of COPY text, read back. */
export function copiedIssues(bytes: Uint8Array): CopiedIssue[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map(issueOf);
}

function issueOf(line: string): CopiedIssue {
  const values = line.split('\t').map(unescaped);
  const value = (name: (typeof ISSUE_COPY_COLUMNS)[number]) => values[AT[name] ?? -1] ?? null;
  const column = value('column');
  return {
    code: value('code') as RowIssueCode,
    row: Number(value('row')),
    column: column === null ? null : Number(column),
    header: value('header'),
    rawValue: value('raw_value'),
    detail: value('detail'),
  };
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' };

function unescaped(value: string): string | null {
  return value === '\\N' ? null : value.replace(/\\(.)/g, (_, sign: string) => ESCAPED[sign] ?? sign);
}
