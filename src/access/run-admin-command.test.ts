import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { ADDRESS, accessParts, CONTRASENA } from './access.test-data.ts';
import { parseAdminCommand } from './admin-command.ts';
import { login } from './login.ts';
import { runAdminCommand } from './run-admin-command.ts';

const database = useDatabase();
const parts = () => accessParts(database());
const run = (line: string, contrasena?: string) =>
  runAdminCommand(parts(), parseAdminCommand(line.split(' ')), { contrasena, language: 'es' });

describe('the administrator’s commands', () => {
  it('add an empresa and show the contrasena with which its ADMIN logs in', async () => {
    const shown = await run('empresa add ACME --usuario ana');
    expect(shown).toContain('ACME');
    expect(shown).toContain('(se muestra solo esta vez)');
    const contrasena = /^contraseña {2}(\S+)/m.exec(shown)?.[1] ?? '';
    await expect(login(parts(), { usuario: 'ana', contrasena, address: ADDRESS })).resolves.toBeDefined();
  });

  it('do not show a contrasena that was given', async () => {
    expect(await run('empresa add CALLADA', CONTRASENA)).not.toContain(CONTRASENA);
    const input = { usuario: 'admin-callada', contrasena: CONTRASENA, address: ADDRESS };
    await expect(login(parts(), input)).resolves.toBeDefined();
  });

  it('add a usuario of a role to an empresa', async () => {
    const shown = await run('empresa add LECTORES');
    expect(shown).toContain('admin-lectores');
    await run('usuario add LECTORES luis --role READER --name Luis', CONTRASENA);
    const luis = await database().prisma.usuario.findUniqueOrThrow({
      where: { usuarioKey: 'luis' },
      include: { empresa: true },
    });
    expect(luis).toMatchObject({ role: 'READER', name: 'Luis', empresa: { code: 'LECTORES' } });
  });

  it.each([
    ['usuario add NINGUNA eva --role READER', 'empresa', 'UNKNOWN'],
    ['usuario add LECTORES eva --role BOSS', 'role', 'UNKNOWN'],
    ['usuario add LECTORES e --role READER', 'usuario', 'INVALID_USUARIO'],
  ])('refuse %s', async (line, part, code) => {
    await expect(run(line)).rejects.toMatchObject({ fields: [{ path: [part], code }] });
    expect(await database().prisma.usuario.count({ where: { usuarioKey: { startsWith: 'e' } } })).toBe(0);
  });

  it('list the empresas with their usuarios', async () => {
    await run('empresa add LISTADA --name Listada');
    expect(await run('empresa list')).toContain('LISTADA\t1 usuarios\tListada\n');
  });

  it('explain themselves', async () => {
    expect(await run('--help')).toContain('empresa add CÓDIGO');
  });
});
