import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { ADDRESS, accessParts, CONTRASENA, enterNewEmpresa, rejection } from './access.test-data.ts';
import { authenticate } from './authenticate.ts';
import { login } from './login.ts';
import { pruneAccess } from './prune-access.ts';
import { refreshSession } from './refresh-session.ts';

const database = useDatabase();
const parts = () => accessParts(database());
/** The columns hold milliseconds: now() could be rounded up to a moment that is still to come. */
const PAST = "now() - interval '1 ms'";

describe('pruneAccess', () => {
  it('removes expired sessions and ended windows, and nothing that still counts', async () => {
    const old = await enterNewEmpresa(parts(), 'VIEJA');
    await database().pool.query(`UPDATE sessions SET expires_at = ${PAST}, refresh_expires_at = ${PAST}`);
    await rejection(login(parts(), { usuario: 'antes', contrasena: CONTRASENA, address: ADDRESS }));
    await database().pool.query(`UPDATE login_attempts SET window_ends_at = ${PAST}`);
    const live = await enterNewEmpresa(parts(), 'VIVA');
    await rejection(login(parts(), { usuario: 'ahora', contrasena: CONTRASENA, address: '192.0.2.2' }));

    await pruneAccess(parts());

    expect(await database().prisma.session.count({ where: { usuarioId: old.usuarioId } })).toBe(0);
    expect(await authenticate(parts(), live.token)).toBeDefined();
    await expect(refreshSession(parts(), live.refreshToken)).resolves.toBeDefined();
    const left = await database().prisma.loginAttempt.findMany();
    expect(left.map(({ key }) => key.slice(0, 8)).sort()).toContain('usuario:');
    expect(left.every(({ windowEndsAt }) => windowEndsAt > new Date())).toBe(true);
  });
});
