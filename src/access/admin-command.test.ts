import { describe, expect, it } from 'vitest';
import { adminLanguage, parseAdminCommand, UsageError } from './admin-command.ts';

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
    ['--lang en empresa list', { kind: 'EMPRESA_LIST' }],
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
    ['usuario add ACME ana --role', 'the value of --role is missing or too much'],
    ['contrasena set', 'USUARIO missing'],
    ['contrasena set ana --role READER', '--role does not go with this command'],
    ['empresa add ACME --contrasena x', '--contrasena is no option here; there are: --name, '],
    ['empresa list --lang fr', '--lang "fr" does not do; expected es or en'],
  ])('refuses "%s" and says what is wrong', (line, reason) => {
    const parse = () => parseAdminCommand(line === '' ? [] : line.split(' '));
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(reason);
  });

  it.each([
    ['empresa destroy', '"empresa destroy" no es una orden'],
    ['empresa add', 'falta CÓDIGO'],
    [
      'usuario add ACME ana --role',
      'el valor de --role falta o sobra; si empieza con "-", escriba --role=VALOR',
    ],
    ['empresa add ACME --role ADMIN', '--role no va con esta orden'],
  ])('says of "%s" in Spanish, too, what is wrong', (line, es) => {
    expect(() => parseAdminCommand(line.split(' '))).toThrow(
      expect.objectContaining({ text: expect.objectContaining({ es }) }),
    );
  });

  it.each([
    ['empresa list', 'es'],
    ['empresa --lang en', 'en'],
    ['empresa --lang=en --what', 'en'],
    ['empresa list --lang', 'es'],
    ['empresa list --lang fr', 'es'],
    ['--lang en empresa list --lang es', 'es'],
  ])('speaks to "%s" in %s', (line, language) => {
    expect(adminLanguage(line.split(' '))).toBe(language);
  });
});
