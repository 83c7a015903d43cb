import { copyInto } from '../../database/copy-into.ts';
import type { Sql } from '../../database/sql.ts';
import { CHARGE_COPY_COLUMNS, ISSUE_COPY_COLUMNS } from '../../domain/copy-columns.ts';
import type { ThreadMessage } from '../../worker/messages.ts';
import { RowHashes } from '../run/held-rows.ts';

const COLUMNS = { charges: CHARGE_COPY_COLUMNS, issues: ISSUE_COPY_COLUMNS } as const;

/**
 * What the corrected rows have become, in tables that are gone with the transaction: nothing of it is the import's until
 * all of it is known to be good, and however much it is, memory stays flat.
 */
export class StagedRows {
  readonly hashes = new RowHashes();
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async open(): Promise<void> {
    await this.#sql.query('CREATE TEMP TABLE corrected_charges (LIKE charges) ON COMMIT DROP');
    await this.#sql.query('CREATE TEMP TABLE corrected_issues (LIKE row_issues) ON COMMIT DROP');
    await this.#sql.query(
      'CREATE TEMP TABLE corrected_rows (row int PRIMARY KEY, rejected boolean) ON COMMIT DROP',
    );
  }

  async take(said: ThreadMessage): Promise<void> {
    switch (said.kind) {
      case 'charges':
      case 'issues':
        return this.#copy(said.kind, said.bytes);
      case 'hashes':
        return this.hashes.add(said.bytes);
      default:
    }
  }

  /** Tells of every row whether it is still rejected. */
  async settle(rows: Int32Array): Promise<{ readonly rejected: number }> {
    const [counted] = await this.#sql.query<{ rejected: number }>(
      `WITH rejected AS (SELECT DISTINCT row FROM corrected_issues WHERE severity = 'ERROR'),
       settled AS (INSERT INTO corrected_rows
         SELECT r.row, e.row IS NOT NULL FROM unnest($1::int[]) AS r (row) LEFT JOIN rejected e ON e.row = r.row
         RETURNING rejected)
       SELECT (count(*) FILTER (WHERE rejected))::int AS rejected FROM settled`,
      [`{${rows.join(',')}}`],
    );
    return { rejected: counted?.rejected ?? 0 };
  }

  /** Whole lines at a time: charges and issues take turns on the one connection. */
  async #copy(kind: 'charges' | 'issues', bytes: Uint8Array): Promise<void> {
    const copy = copyInto(this.#sql.client, `corrected_${kind}`, COLUMNS[kind]);
    try {
      await copy.write(bytes);
      await copy.end();
    } catch (error) {
      copy.abort(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }
}
