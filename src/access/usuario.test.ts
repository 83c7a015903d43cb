import { describe, expect, it } from 'vitest';
import { invalidUsuario, isUsuario } from './usuario.ts';
import { usuarioKey } from './usuario-key.ts';

describe('a usuario', () => {
  it.each([
    ['capitals', 'MARÍA.Peña', 'maría.peña'],
    ['outer blanks', '  ana ', 'ana'],
    ['how an accent is composed', 'jose\u0301', 'jos\u00e9'],
    ['full-width letters', 'ＡＮＡ', 'ana'],
  ])('is the same whatever its %s', (_what, written, key) => {
    expect(usuarioKey(written)).toBe(key);
  });

  it.each(['ana', 'ana.pérez@acme.com.pe', 'Ñuñez_2', '李明', '9a'])('may be %s', (usuario) => {
    expect(isUsuario(usuario)).toBe(true);
    expect(invalidUsuario(usuario, ['usuario'])).toBeUndefined();
  });

  it.each(['', 'a', 'ana pérez', '-ana', 'ana\u0000', 'ana\u200b', '../ana', 'x'.repeat(65)])(
    'may not be %j, and the message shows it',
    (usuario) => {
      expect(isUsuario(usuario)).toBe(false);
      const invalid = invalidUsuario(usuario, ['usuario']);
      expect(invalid).toMatchObject({ path: ['usuario'], code: 'INVALID_USUARIO' });
      expect(invalid?.text.es).toContain(usuario.slice(0, 64));
    },
  );
});
