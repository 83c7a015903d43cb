import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import {
  csvOf,
  importRow,
  newSession,
  rowsOf,
  schedule,
  storedKeys,
  streamOf,
  upload,
  useParts,
} from './imports.test-data.ts';
import { sweep } from './sweep.ts';

const parts = useParts(useDatabase());
const IN_TWO_HOURS = new Date(Date.now() + 2 * 3_600_000);

describe('the sweep', () => {
  it('removes a file that no import names once it is an hour old, and no other', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3)), { start: false });
    const orphan = await parts().store.put(streamOf(Buffer.from('left behind')), { maxBytes: 100 });
    await sweep(parts());
    expect(await parts().store.has(orphan.key)).toBe(true);
    await sweep(parts(), undefined, IN_TWO_HOURS);
    expect(await storedKeys(parts())).toEqual([(await importRow(parts(), id)).fileKey]);
  });

  it('removes idempotency keys that are free again', async () => {
    const session = await newSession(parts());
    for (const idempotencyKey of ['old', 'new']) await schedule(parts(), session, { idempotencyKey });
    await parts().database.pool.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '31 days' WHERE key = 'old'`,
    );
    await sweep(parts());
    const left = await parts().database.prisma.idempotencyKey.findMany();
    expect(left.map(({ key }) => key)).toEqual(['new']);
  });
});
