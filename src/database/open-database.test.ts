import { expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';

const database = useDatabase();
it('smoke', async () => {
  expect(await database().prisma.empresa.count()).toBe(0);
});
