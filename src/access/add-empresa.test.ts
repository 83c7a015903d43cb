import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { ValidationError } from '../domain/errors.ts';
import { ADDRESS, accessParts, CONTRASENA, rejection } from './access.test-data.ts';
import { addEmpresa } from './add-empresa.ts';
import { login } from './login.ts';

const database = useDatabase();
const parts = () => accessParts(database());

describe('addEmpresa', () => {
  it('makes an empresa whose ADMIN can log in with the contrasena given', async () => {
    const input = { code: 'ACME-PE', name: 'Acme Perú', usuario: 'Ana', contrasena: CONTRASENA };
    const added = await addEmpresa(parts(), input);
    expect(added).toEqual({
      code: 'ACME-PE',
      usuario: 'Ana',
      empresaId: expect.any(Number),
      usuarioId: expect.any(Number),
    });
    const loggedIn = await login(parts(), { usuario: 'ana', contrasena: CONTRASENA, address: ADDRESS });
    expect(loggedIn).toMatchObject({ empresaId: added.empresaId, usuarioId: added.usuarioId });
    const usuario = await database().prisma.usuario.findUniqueOrThrow({
      where: { id: added.usuarioId },
      include: { empresa: true },
    });
    expect(usuario).toMatchObject({ role: 'ADMIN', empresa: { code: 'ACME-PE', name: 'Acme Perú' } });
  });

  it('makes up the usuario and the contrasena where none is given', async () => {
    const { usuario, generatedContrasena } = await addEmpresa(parts(), { code: 'SOLA' });
    expect(usuario).toBe('admin-sola');
    expect(generatedContrasena).toMatch(/^[\w-]{24}$/);
    const contrasena = generatedContrasena ?? '';
    await expect(login(parts(), { usuario, contrasena, address: ADDRESS })).resolves.toBeDefined();
  });

  it.each(['', 'A', 'acme', 'ACME PE', 'ÁCME', '-ACME', 'A'.repeat(33), 'ACME;'])(
    'refuses the code %j and says what one looks like',
    async (code) => {
      const error = await rejection(addEmpresa(parts(), { code }));
      expect(error).toBeInstanceOf(ValidationError);
      expect(error).toMatchObject({
        fields: [{ path: ['code'], code: 'INVALID_CODE', text: { es: expect.stringContaining('ACME-PE') } }],
      });
    },
  );

  it('refuses a code that is taken', async () => {
    await addEmpresa(parts(), { code: 'TOMADA' });
    await expect(addEmpresa(parts(), { code: 'TOMADA', usuario: 'alguien' })).rejects.toMatchObject({
      fields: [{ path: ['code'], code: 'TAKEN' }],
    });
    expect(await database().prisma.usuario.count({ where: { usuarioKey: 'alguien' } })).toBe(0);
  });

  it('refuses a usuario that another empresa has, however it is spelled, and makes no empresa', async () => {
    await addEmpresa(parts(), { code: 'PRIMERA', usuario: 'Única' });
    await expect(addEmpresa(parts(), { code: 'SEGUNDA', usuario: 'ÚNICA' })).rejects.toMatchObject({
      fields: [{ path: ['usuario'], code: 'TAKEN' }],
    });
    expect(await database().prisma.empresa.count({ where: { code: 'SEGUNDA' } })).toBe(0);
  });

  it('refuses a weak contrasena', async () => {
    await expect(addEmpresa(parts(), { code: 'DEBIL', contrasena: 'corta' })).rejects.toMatchObject({
      code: 'WEAK_CONTRASENA',
      fields: [{ path: ['contrasena'], code: 'TOO_SHORT' }],
    });
  });
});
