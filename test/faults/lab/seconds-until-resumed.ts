import { importIdOf } from './expected.ts';
import { must } from './missed-error.ts';
import type { Lab } from './open-lab.ts';

/** From `since` to the first RESUMED of the import after `killed`, by Date.now(); 0 where it came before. */
export async function secondsUntilResumed(
  lab: Lab,
  id: string,
  killed: number,
  since: number,
): Promise<number> {
  const rows = await lab.place.query<{ at: Date }>(
    `SELECT at FROM import_events WHERE import_id = $1 AND kind = 'RESUMED' AND at >= $2 ORDER BY sequence LIMIT 1`,
    [importIdOf(id), new Date(killed)],
  );
  const [resumed] = rows;
  must(resumed !== undefined, `import ${importIdOf(id)} was not resumed`);
  return Math.max(0, Math.round((resumed.at.getTime() - since) / 100) / 10);
}
