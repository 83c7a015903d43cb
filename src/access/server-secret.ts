import { randomBytes } from 'node:crypto';
import type { Database } from '../database/open-database.ts';

const SECRET_BYTES = 32;

/** A secret of that name, made when it is first asked for and the same for every server of the database from then on. */
export async function serverSecret({ pool }: Pick<Database, 'pool'>, name: string): Promise<Buffer> {
  await pool.query(
    'INSERT INTO server_secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
    [name, randomBytes(SECRET_BYTES)],
  );
  const { rows } = await pool.query<{ secret: Buffer }>('SELECT secret FROM server_secrets WHERE name = $1', [
    name,
  ]);
  const secret = rows[0]?.secret;
  if (!secret) throw new Error(`The secret "${name}" was removed while it was read`);
  return secret;
}
