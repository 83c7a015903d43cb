import { DuckDBInstance } from '@duckdb/node-api';

/** Rows of SQL over the file, which DuckDB, no code of ours, reads: write FILE where its name stands. Values as text. */
export async function readParquet(path: string, sql: string): Promise<Record<string, string | null>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const text = `SELECT COLUMNS(*)::VARCHAR FROM (${sql.replaceAll('FILE', `'${path.replaceAll("'", "''")}'`)})`;
    const reader = await connection.runAndReadAll(text);
    return reader.getRowObjects() as Record<string, string | null>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
