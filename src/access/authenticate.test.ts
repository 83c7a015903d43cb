import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { accessParts, enterNewEmpresa } from './access.test-data.ts';
import { authenticate } from './authenticate.ts';

const database = useDatabase();
const parts = () => accessParts(database());

describe('authenticate', () => {
  it('knows nobody by a token that was never given', async () => {
    for (const token of ['', 'imp_a_', `imp_a_${'A'.repeat(43)}`, "' OR 1=1 --", '\u0000']) {
      expect(await authenticate(parts(), token)).toBeUndefined();
    }
  });

  it('knows nobody by a refresh token', async () => {
    const { refreshToken } = await enterNewEmpresa(parts(), 'REFRESCO');
    expect(await authenticate(parts(), refreshToken)).toBeUndefined();
  });

  it('stops when the token expires', async () => {
    const { token, usuarioId } = await enterNewEmpresa(parts(), 'EXPIRA');
    expect(await authenticate(parts(), token)).toBeDefined();
    // The column holds milliseconds: now() could be rounded up to a moment that is still to come.
    const expire = `UPDATE sessions SET expires_at = now() - interval '1 ms' WHERE usuario_id = $1`;
    await database().pool.query(expire, [usuarioId]);
    expect(await authenticate(parts(), token)).toBeUndefined();
  });

  it('stops at once when the usuario is deactivated, and follows a new role at once', async () => {
    const { token, usuarioId } = await enterNewEmpresa(parts(), 'ROLES');
    await database().prisma.usuario.update({ where: { id: usuarioId }, data: { role: 'READER' } });
    expect(await authenticate(parts(), token)).toMatchObject({ role: 'READER' });
    await database().prisma.usuario.update({ where: { id: usuarioId }, data: { active: false } });
    expect(await authenticate(parts(), token)).toBeUndefined();
  });
});
