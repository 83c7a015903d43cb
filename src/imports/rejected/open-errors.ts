import type { Database } from '../../database/open-database.ts';
import type { Sql } from '../../database/sql.ts';
import type { RowIssueCode } from '../../domain/codes.ts';
import type { Language } from '../../domain/message.ts';
import { issueMessage } from '../../plantillas/issue-message.ts';

type Attempt = { readonly empresaId: number; readonly id: number; readonly attempt: number };

/** $1 to $3: an import's errors that nobody has dealt with; what rejects its rows. */
export const OPEN_ERRORS = `empresa_id = $1 AND import_id = $2 AND attempt = $3 AND severity = 'ERROR' AND resolved_at IS NULL`;

/** The places of all open errors by row: 8 bytes for each. */
export interface OpenErrors {
  /** Of errors, in the order of the file. */
  readonly rows: Int32Array;
  /** The n of each. */
  readonly numbers: Int32Array;
}

/** As one text: an object for each of 200,000 would take longer, and much more memory. */
export async function readOpenErrors(
  sql: Pick<Sql, 'query'>,
  { empresaId, id, attempt }: Attempt,
): Promise<OpenErrors> {
  const [found] = await sql.query<{ places: string | null }>(
    `SELECT string_agg(row || ' ' || n, ' ' ORDER BY row, n) AS places FROM row_issues WHERE ${OPEN_ERRORS}`,
    [empresaId, id, attempt],
  );
  const places = Int32Array.from((found?.places ?? '').split(' '), Number);
  const count = places.length >> 1;
  return {
    rows: Int32Array.from({ length: count }, (_, i) => places[2 * i] ?? 0),
    numbers: Int32Array.from({ length: count }, (_, i) => places[2 * i + 1] ?? 0),
  };
}

/** Each row once. */
export function distinctRows({ rows }: OpenErrors): Int32Array {
  return rows.filter((row, i) => i === 0 || row !== rows[i - 1]);
}

interface Issue {
  readonly n: number;
  readonly code: RowIssueCode;
  readonly header: string | null;
  readonly rawValue: string | null;
  readonly detail: string | null;
}

/** More does not help, and nobody reads it. */
const MAX_REASON = 1_000;

/** Why rows are rejected, in people's words, asked for in the order of the file. */
export class Reasons {
  readonly #database: Pick<Database, 'pool'>;
  readonly #of: Attempt;
  readonly #errors: OpenErrors;
  readonly #language: Language;
  #next = 0;

  constructor(database: Pick<Database, 'pool'>, of: Attempt, errors: OpenErrors, language: Language) {
    this.#database = database;
    this.#of = of;
    this.#errors = errors;
    this.#language = language;
  }

  /** Of all rows up to this one that have not been asked for yet. */
  async upTo(lastRow: number): Promise<Map<number, string>> {
    const { rows, numbers } = this.#errors;
    const first = this.#next;
    while (this.#next < rows.length && (rows[this.#next] ?? 0) <= lastRow) this.#next++;
    const wanted = numbers.subarray(first, this.#next);
    const issues = await this.#read(wanted);
    const reasons = new Map<number, string>();
    wanted.forEach((n, i) => {
      const row = rows[first + i] ?? 0;
      const issue = issues.get(n);
      if (!issue) return;
      const sentence = issueMessage(issue.code, issue).message[this.#language];
      const before = reasons.get(row);
      if (before === undefined) reasons.set(row, sentence.slice(0, MAX_REASON));
      else if (before.length < MAX_REASON) reasons.set(row, `${before}; ${sentence}`.slice(0, MAX_REASON));
    });
    return reasons;
  }

  async #read(numbers: Int32Array): Promise<Map<number, Issue>> {
    if (numbers.length === 0) return new Map();
    const { empresaId, id, attempt } = this.#of;
    const { rows } = await this.#database.pool.query<Issue>(
      `SELECT n, code, header, raw_value AS "rawValue", detail FROM row_issues
       WHERE empresa_id = $1 AND import_id = $2 AND attempt = $3 AND n = ANY($4::int[])`,
      [empresaId, id, attempt, `{${numbers.join(',')}}`],
    );
    return new Map(rows.map((issue) => [issue.n, issue]));
  }
}
