import { describe, expect, it } from 'vitest';
import { ValidationError } from '../domain/errors.ts';
import { COMMON_CONTRASENAS } from './common-contrasenas.ts';
import { MIN_CONTRASENA_CHARACTERS, requireNewContrasena } from './new-contrasena.ts';

const about = { usuario: 'administradora.peña', current: 'la que tiene hoy', path: ['new'] };

describe('a new contrasena', () => {
  it.each(['doce letras!', 'ñ'.repeat(12), 'caballo correcto pila grapa', 'x'.repeat(256), '🔑'.repeat(256)])(
    'may be %s',
    (contrasena) => {
      expect(() => requireNewContrasena(contrasena, about)).not.toThrow();
    },
  );

  it.each([
    ['TOO_SHORT', 'once letras'],
    ['TOO_SHORT', '🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑'],
    ['TOO_SHORT', 'n\u0303'.repeat(11)],
    ['TOO_LONG', 'x'.repeat(257)],
    ['SAME_AS_USUARIO', 'Administradora.PEÑA'],
    ['SAME_AS_CURRENT', 'la que tiene hoy'],
    ['COMMON', 'contrasena123'],
    ['COMMON', 'Contraseña123'],
    ['COMMON', '123456789012'],
  ])('is refused as %s: %s', (code, contrasena) => {
    const refused = refusal(contrasena);
    expect(refused.code).toBe('WEAK_CONTRASENA');
    expect(refused.fields).toEqual([expect.objectContaining({ path: ['new'], code })]);
  });

  it('is never shown in the message', () => {
    for (const contrasena of ['secretito', 'Administradora.PEÑA', 'contrasena123']) {
      const { text } = refusal(contrasena);
      expect(text.es).not.toContain(contrasena);
      expect(text.en).not.toContain(contrasena);
    }
  });

  it('meets the list of common ones only in a form that the length lets through', () => {
    for (const common of COMMON_CONTRASENAS) {
      expect(common.length, common).toBeGreaterThanOrEqual(MIN_CONTRASENA_CHARACTERS);
      expect(common).toMatch(/^[a-z0-9]+$/);
    }
  });
});

function refusal(contrasena: string): ValidationError {
  try {
    requireNewContrasena(contrasena, about);
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error(`${contrasena} was let through`);
}
