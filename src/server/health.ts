import type { Database } from '../database/open-database.ts';

/** A load balancer asks every few seconds, and would rather hear no than wait. */
const PING_MS = 2_000;

/** Whether the database answers, and soon. */
export async function isDatabaseThere({ pool }: Pick<Database, 'pool'>): Promise<boolean> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    late = setTimeout(() => resolve(false), PING_MS);
  });
  const answered = pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  return Promise.race([answered, tooLate]).finally(() => clearTimeout(late));
}
