import { copyInto } from '../../database/copy-into.ts';
import type { Database } from '../../database/open-database.ts';
import { ISSUE_COPY_COLUMNS } from '../../domain/copy-columns.ts';
import { AttemptLostError, type Claim, claimValues, stillClaimed } from './claim.ts';

/**
 * Stores whole lines of COPY text at once, outside the charges' transaction: they stay where the import fails. The row
 * is held meanwhile, so that none arrives after the next attempt has removed this one's. Throws AttemptLostError.
 */
export async function storeIssues(database: Database, claim: Claim, bytes: Uint8Array): Promise<void> {
  await database.transaction(async (sql) => {
    const [held] = await sql.query(
      `SELECT 1 FROM imports i WHERE ${stillClaimed('i')} FOR SHARE`,
      claimValues(claim),
    );
    if (!held) throw new AttemptLostError(claim);
    const copy = copyInto(sql.client, 'row_issues', ISSUE_COPY_COLUMNS);
    try {
      await copy.write(bytes);
      await copy.end();
    } catch (error) {
      copy.abort(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  });
}
