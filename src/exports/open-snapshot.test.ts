import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { openSnapshot } from './open-snapshot.ts';

const database = useDatabase();
const GONE = new Error('nobody wants it any more');

async function connections(): Promise<number> {
  const { rows } = await database().pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'importador export' AND datname = current_database()`,
  );
  return rows[0]?.n ?? 0;
}

describe('a snapshot', () => {
  it('is not begun where the signal is aborted already', async () => {
    await expect(openSnapshot(database(), AbortSignal.abort(GONE))).rejects.toBe(GONE);
    expect(await connections()).toBe(0);
  });

  it('rejects where the signal is aborted while it connects, and leaves no connection', async () => {
    const leaving = new AbortController();
    const opening = openSnapshot(database(), leaving.signal);
    leaving.abort(GONE);
    await expect(opening).rejects.toBe(GONE);
    expect(await connections()).toBe(0);
  });

  it('that is open ends with the signal', async () => {
    const leaving = new AbortController();
    await using snapshot = await openSnapshot(database(), leaving.signal);
    expect(await snapshot.query('SELECT 1 AS one', [])).toEqual([{ one: 1 }]);
    leaving.abort(GONE);
    await expect(snapshot.query('SELECT 1', [])).rejects.toThrow();
    await expect.poll(connections).toBe(0);
  });
});
