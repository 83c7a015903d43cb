import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { accessParts, enterNewEmpresa } from './access.test-data.ts';
import { addUsuario } from './add-usuario.ts';
import { authenticate } from './authenticate.ts';
import { authenticateIdentity } from './authenticate-identity.ts';
import { saveUsuario } from './save-usuario.ts';

const database = useDatabase();

/** Parts that count what is hashed. */
function countingParts() {
  const parts = accessParts(database());
  const counted = { hashes: 0 };
  const hash = (contrasena: string) => {
    counted.hashes++;
    return parts.hasher.hash(contrasena);
  };
  return { counted, parts: { ...parts, hasher: { ...parts.hasher, hash } } };
}

describe('a usuario that somebody has already', () => {
  it('is refused before a contrasena is hashed for it, whoever asks', async () => {
    const { parts, counted } = countingParts();
    const session = await authenticate(parts, (await enterNewEmpresa(parts, 'CARA')).token);
    if (!session) throw new Error('The ADMIN is not logged in');
    counted.hashes = 0;
    const taken = { fields: [{ path: ['usuario'], code: 'TAKEN' }] };
    const asked = { usuarioId: undefined, usuario: ' Cara', role: 'READER' } as const;
    await expect(saveUsuario(parts, session, asked)).rejects.toMatchObject(taken);
    const byCommand = { empresaCode: 'CARA', usuario: 'CARA', role: 'READER' };
    await expect(addUsuario(parts, byCommand)).rejects.toMatchObject(taken);
    const identity = {
      issuer: 'https://login.example.com',
      subject: 'otra-persona',
      usuario: 'cara',
      empresaCode: 'CARA',
      role: 'READER',
      expiresAt: new Date(Date.now() + 60_000),
    } as const;
    expect(await authenticateIdentity(parts, identity)).toBeUndefined();
    expect(counted.hashes).toBe(0);
    await saveUsuario(parts, session, { ...asked, usuario: 'libre' });
    expect(counted.hashes).toBe(1);
  });
});
