import { describe, expect, it } from 'vitest';
import { parseAdminCommand, UsageError } from './admin-command.ts';

describe('the administrator’s command line', () => {
  it.each([
    ['empresa add ACME', { kind: 'EMPRESA_ADD', code: 'ACME', name: undefined, usuario: undefined }],
    [
      'empresa add ACME --name Acme --usuario ana',
      { kind: 'EMPRESA_ADD', code: 'ACME', name: 'Acme', usuario: 'ana' },
    ],
    ['empresa list', { kind: 'EMPRESA_LIST' }],
    [
      'usuario add ACME ana --role READER',
      { kind: 'USUARIO_ADD', empresaCode: 'ACME', usuario: 'ana', role: 'READER', name: undefined },
    ],
    ['contrasena set ana', { kind: 'CONTRASENA_SET', usuario: 'ana' }],
    ['--help', { kind: 'HELP' }],
    ['empresa add -h', { kind: 'HELP' }],
  ])('understands %s', (line, command) => {
    expect(parseAdminCommand(line.split(' '))).toEqual(command);
  });

  it.each([
    ['', 'no command given'],
    ['empresa', '"empresa" is not a command'],
    ['empresa remove ACME', '"empresa remove" is not a command'],
    ['empresa add', 'CODE missing'],
    ['empresa add ACME OTHER', '"OTHER" is too much'],
    ['empresa add ACME --role ADMIN', '--role does not go with this command'],
    ['empresa list ACME', '"ACME" is too much'],
    ['usuario add', 'EMPRESA and USUARIO missing'],
    ['usuario add ACME', 'USUARIO missing'],
    ['usuario add ACME ana', '--role is missing'],
    ['usuario add ACME ana --role', "Option '--role <value>' argument missing"],
    ['contrasena set', 'USUARIO missing'],
    ['contrasena set ana --role READER', '--role does not go with this command'],
    ['empresa add ACME --contrasena x', "Unknown option '--contrasena'"],
  ])('refuses "%s" and says what is wrong', (line, reason) => {
    const parse = () => parseAdminCommand(line === '' ? [] : line.split(' '));
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(reason);
  });
});
