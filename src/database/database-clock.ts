import type { Sql } from './sql.ts';

/** Now, by the clock that all processes share. Not when the transaction began: one that stores charges did so long ago. */
export async function databaseClock(sql: Pick<Sql, 'query'>): Promise<Date> {
  const [row] = await sql.query<{ clock: Date }>('SELECT clock_timestamp() AS clock');
  if (!row) throw new Error('The database did not tell the time');
  return row.clock;
}
