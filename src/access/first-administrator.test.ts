import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { ADDRESS, accessParts, CONTRASENA } from './access.test-data.ts';
import { addEmpresa } from './add-empresa.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';
import { login } from './login.ts';

const database = useDatabase();
const parts = () => accessParts(database());

describe('ensureFirstAdministrator', () => {
  beforeEach(async () => {
    await database().pool.query('TRUNCATE usuarios, empresas CASCADE');
  });

  it('makes the empresa PRINCIPAL and an ADMIN, and tells the contrasena that it made up', async () => {
    const made = await ensureFirstAdministrator(parts());
    expect(made).toMatchObject({
      usuario: 'admin',
      generatedContrasena: expect.stringMatching(/^[\w-]{24}$/),
    });
    const contrasena = made?.generatedContrasena ?? '';
    const loggedIn = await login(parts(), { usuario: 'admin', contrasena, address: ADDRESS });
    expect(loggedIn.empresaId).toBe(made?.empresaId);
    const [empresa] = await database().prisma.empresa.findMany({ include: { usuarios: true } });
    expect(empresa).toMatchObject({
      code: 'PRINCIPAL',
      name: 'Empresa principal',
      usuarios: [{ role: 'ADMIN' }],
    });
  });

  it('takes the usuario and contrasena given, and then tells none', async () => {
    const made = await ensureFirstAdministrator(parts(), { usuario: 'jefa', contrasena: CONTRASENA });
    expect(made).not.toHaveProperty('generatedContrasena');
    await expect(
      login(parts(), { usuario: 'jefa', contrasena: CONTRASENA, address: ADDRESS }),
    ).resolves.toBeDefined();
  });

  it('does nothing the second time, and nothing where any usuario is', async () => {
    await ensureFirstAdministrator(parts());
    expect(await ensureFirstAdministrator(parts())).toBeUndefined();
    expect(
      await ensureFirstAdministrator(parts(), { usuario: 'otra', contrasena: CONTRASENA }),
    ).toBeUndefined();
    expect(await database().prisma.usuario.count()).toBe(1);
  });

  it('leaves an installation alone whose usuarios came by the command line', async () => {
    await addEmpresa(parts(), { code: 'ACME' });
    expect(await ensureFirstAdministrator(parts())).toBeUndefined();
    expect(await database().prisma.empresa.count()).toBe(1);
  });

  it('makes one when five servers start at once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => ensureFirstAdministrator(parts())));
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await database().prisma.usuario.count()).toBe(1);
    expect(await database().prisma.empresa.count()).toBe(1);
  });

  it('refuses a weak contrasena and makes nothing', async () => {
    await expect(ensureFirstAdministrator(parts(), { contrasena: 'admin' })).rejects.toMatchObject({
      code: 'WEAK_CONTRASENA',
    });
    expect(await database().prisma.empresa.count()).toBe(0);
  });
});
