import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { CredentialsError } from '../domain/errors.ts';
import { accessParts, enterAgain, enterNewEmpresa } from './access.test-data.ts';
import { authenticate } from './authenticate.ts';
import { refreshSession } from './refresh-session.ts';

const database = useDatabase();
const parts = () => accessParts(database());
const refresh = (refreshToken: string) => refreshSession(parts(), refreshToken);

describe('refreshSession', () => {
  it('gives the next generation of the same log-in', async () => {
    const first = await enterNewEmpresa(parts(), 'NUEVA');
    const second = await refresh(first.refreshToken);
    expect(second).toMatchObject({ usuarioId: first.usuarioId, empresaId: first.empresaId });
    expect(second.token).not.toBe(first.token);
    const before = await authenticate(parts(), first.token);
    const after = await authenticate(parts(), second.token);
    expect(after).toMatchObject({ family: before?.family, usuarioId: first.usuarioId });
  });

  it('counts the 30 days anew each time', async () => {
    const { usuarioId, refreshToken } = await enterNewEmpresa(parts(), 'TREINTA');
    await database().pool.query(
      `UPDATE sessions SET refresh_expires_at = now() + interval '1 minute' WHERE usuario_id = $1`,
      [usuarioId],
    );
    await refresh(refreshToken);
    const { refreshExpiresAt } = await database().prisma.session.findFirstOrThrow({
      where: { usuarioId, rotatedAt: null },
    });
    expect(refreshExpiresAt.getTime() - Date.now()).toBeGreaterThan(29.9 * 24 * 3_600_000);
  });

  it('of a token used before ends the whole family, and no other log-in', async () => {
    const first = await enterNewEmpresa(parts(), 'ROBADA');
    const elsewhere = await enterAgain(parts(), 'ROBADA');
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    await expect(refresh(first.refreshToken)).rejects.toBeInstanceOf(CredentialsError);
    for (const { token } of [first, second, third])
      expect(await authenticate(parts(), token)).toBeUndefined();
    await expect(refresh(third.refreshToken)).rejects.toBeInstanceOf(CredentialsError);
    expect(await authenticate(parts(), elsewhere.token)).toBeDefined();
    await expect(refresh(elsewhere.refreshToken)).resolves.toBeDefined();
  });

  it('of one token eight times at once has one winner, and the family ends', async () => {
    const first = await enterNewEmpresa(parts(), 'DOBLE');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => refresh(first.refreshToken)));
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(won).toHaveLength(1);
    for (const { token } of [first, ...won]) expect(await authenticate(parts(), token)).toBeUndefined();
    expect(await alive(first.usuarioId)).toBe(0);
  });

  it('leaves no generation alive when an old token is used while the newest is being rotated', async () => {
    const first = await enterNewEmpresa(parts(), 'CARRERA');
    for (let round = 0; round < 5; round++) {
      const start = await enterAgain(parts(), 'CARRERA');
      const newest = await refresh(start.refreshToken);
      await Promise.allSettled([refresh(newest.refreshToken), refresh(start.refreshToken)]);
    }
    expect(await alive(first.usuarioId)).toBe(1);
    expect(await authenticate(parts(), first.token)).toBeDefined();
  });

  it('refuses an expired token without ending anything', async () => {
    const { usuarioId, ...first } = await enterNewEmpresa(parts(), 'VENCIDA');
    // The column holds milliseconds: now() could be rounded up to a moment that is still to come.
    const expire = `UPDATE sessions SET refresh_expires_at = now() - interval '1 ms' WHERE usuario_id = $1`;
    await database().pool.query(expire, [usuarioId]);
    await expect(refresh(first.refreshToken)).rejects.toBeInstanceOf(CredentialsError);
    expect(await authenticate(parts(), first.token)).toBeDefined();
  });

  it('refuses a usuario who is no longer active', async () => {
    const { usuarioId, refreshToken } = await enterNewEmpresa(parts(), 'INACTIVA');
    await database().prisma.usuario.update({ where: { id: usuarioId }, data: { active: false } });
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(CredentialsError);
  });

  it('refuses an access token, and what was never a token', async () => {
    const first = await enterNewEmpresa(parts(), 'CONFUSA');
    for (const text of [first.token, '', 'imp_r_', `imp_r_${'A'.repeat(43)}`]) {
      await expect(refresh(text)).rejects.toMatchObject({ code: 'BAD_CREDENTIALS', path: ['refreshToken'] });
    }
    await expect(refresh(first.refreshToken)).resolves.toBeDefined();
  });

  it('gives lifetimes as the settings say', async () => {
    const first = await enterNewEmpresa(parts(), 'CORTA');
    const settings = { sessions: { accessSeconds: 60, refreshSeconds: 0 } };
    const second = await refreshSession({ ...parts(), settings }, first.refreshToken);
    expect(second.expiresAt.getTime() - Date.now()).toBeLessThan(61_000);
    await expect(refresh(second.refreshToken)).rejects.toBeInstanceOf(CredentialsError);
  });
});

async function alive(usuarioId: number): Promise<number> {
  return database().prisma.session.count({ where: { usuarioId, revokedAt: null } });
}
