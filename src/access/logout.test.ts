import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { accessParts, enterAgain, enterNewEmpresa } from './access.test-data.ts';
import { authenticate } from './authenticate.ts';
import { logout } from './logout.ts';
import { refreshSession } from './refresh-session.ts';

const database = useDatabase();
const parts = () => accessParts(database());

describe('logout', () => {
  it('ends the log-in with all its generations and no other, and may come twice', async () => {
    const first = await enterNewEmpresa(parts(), 'SALIDA');
    const elsewhere = await enterAgain(parts(), 'SALIDA');
    const second = await refreshSession(parts(), first.refreshToken);
    const session = await authenticate(parts(), second.token);
    if (!session) throw new Error('the session is there');
    await logout(parts(), session);
    await logout(parts(), session);
    for (const { token } of [first, second]) expect(await authenticate(parts(), token)).toBeUndefined();
    await expect(refreshSession(parts(), second.refreshToken)).rejects.toMatchObject({
      code: 'BAD_CREDENTIALS',
    });
    expect(await authenticate(parts(), elsewhere.token)).toBeDefined();
  });
});
