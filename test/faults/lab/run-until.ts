import type { ApiClient } from '../../api-client.ts';
import type { BillingFile } from './billing-file.ts';
import type { Door, Follower } from './follower.ts';
import type { Lab } from './open-lab.ts';

export interface RunUntil {
  readonly account: string;
  readonly percent: number;
  /** Each read of 64 KiB of the file takes so much longer. */
  readonly slowMs: number;
  readonly door: () => Door;
  readonly rows?: number;
}

const ROWS = 20_000;

/** An import that is read slowly enough to be met in the middle; resolves once it has got that far. */
export async function runUntil(
  lab: Lab,
  client: ApiClient,
  { account, percent, slowMs, door, rows = ROWS }: RunUntil,
): Promise<{ id: string; file: BillingFile; follower: Follower }> {
  await lab.trouble('all', { slowMs });
  const file = await lab.file({ rows, seed: percent, account });
  const id = await lab.schedule(client, file);
  const follower = lab.follow(id, door);
  await client.upload(id, await file.bytes(), { name: file.name });
  lab.expect(id, file);
  await follower.next((change) => (change.import?.progress.percent ?? 0) >= percent);
  return { id, file, follower };
}
