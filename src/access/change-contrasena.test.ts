import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { CapacityError, CredentialsError, ValidationError } from '../domain/errors.ts';
import type { Session } from '../domain/session.ts';
import {
  ADDRESS,
  accessParts,
  CONTRASENA,
  enterAgain,
  enterNewEmpresa,
  rejection,
} from './access.test-data.ts';
import { authenticate } from './authenticate.ts';
import { changeContrasena } from './change-contrasena.ts';
import { login } from './login.ts';

const NEW = 'otras cuatro palabras';
const database = useDatabase();
const parts = () => accessParts(database());

describe('changeContrasena', () => {
  it('lets only the new one in from then on', async () => {
    const session = await sessionOf('NUEVA');
    await changeContrasena(parts(), session, { current: CONTRASENA, new: NEW });
    await expect(enterAgain(parts(), 'NUEVA')).rejects.toBeInstanceOf(CredentialsError);
    const loggedIn = await login(parts(), { usuario: 'nueva', contrasena: NEW, address: ADDRESS });
    expect(loggedIn.usuarioId).toBe(session.usuarioId);
  });

  it('ends every other log-in of the usuario, not this one, and nobody else’s', async () => {
    const others = await enterNewEmpresa(parts(), 'AJENA');
    const here = await enterNewEmpresa(parts(), 'OTRAS');
    const phone = await enterAgain(parts(), 'OTRAS');
    const session = await authenticated(here.token);
    await changeContrasena(parts(), session, { current: CONTRASENA, new: NEW });
    expect(await authenticate(parts(), here.token)).toBeDefined();
    expect(await authenticate(parts(), phone.token)).toBeUndefined();
    expect(await authenticate(parts(), others.token)).toBeDefined();
  });

  it('refuses a wrong current one and changes nothing', async () => {
    const session = await sessionOf('ERRADA');
    const phone = await enterAgain(parts(), 'ERRADA');
    const error = await rejection(changeContrasena(parts(), session, { current: 'no es esta', new: NEW }));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error).toMatchObject({ path: ['current'] });
    expect(await authenticate(parts(), phone.token)).toBeDefined();
    await expect(enterAgain(parts(), 'ERRADA')).resolves.toBeDefined();
  });

  it.each([
    ['TOO_SHORT', 'corta'],
    ['SAME_AS_CURRENT', CONTRASENA],
    ['SAME_AS_USUARIO', 'EMPRESA-DEBIL'],
    ['COMMON', 'Contraseña123'],
  ])('refuses a new one that is %s', async (code, wanted) => {
    const session = await sessionOf('EMPRESA-DEBIL');
    const error = await rejection(changeContrasena(parts(), session, { current: CONTRASENA, new: wanted }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ code: 'WEAK_CONTRASENA', fields: [{ path: ['new'], code }] });
    await database().prisma.session.deleteMany({ where: { usuarioId: session.usuarioId } });
    await database().prisma.usuario.delete({ where: { id: session.usuarioId } });
    await database().prisma.empresa.delete({ where: { id: session.empresaId } });
  });

  it('counts wrong current ones as failed log-ins', async () => {
    const session = await sessionOf('ADIVINA');
    for (let n = 0; n < 10; n++) {
      await rejection(changeContrasena(parts(), session, { current: `intento ${n}`, new: NEW }));
    }
    const error = await rejection(changeContrasena(parts(), session, { current: CONTRASENA, new: NEW }));
    expect(error).toBeInstanceOf(CapacityError);
    expect(error).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    await expect(enterAgain(parts(), 'ADIVINA')).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  });

  it('from two places at once is done by one; the other is told that the current one is wrong', async () => {
    const here = await sessionOf('DOSLADOS');
    const phone = await authenticated((await enterAgain(parts(), 'DOSLADOS')).token);
    const results = await Promise.allSettled([
      changeContrasena(parts(), here, { current: CONTRASENA, new: `${NEW} 1` }),
      changeContrasena(parts(), phone, { current: CONTRASENA, new: `${NEW} 2` }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = results[0]?.status === 'fulfilled' ? 1 : 2;
    const contrasena = `${NEW} ${winner}`;
    await expect(
      login(parts(), { usuario: 'doslados', contrasena, address: ADDRESS }),
    ).resolves.toBeDefined();
  });
});

async function sessionOf(code: string): Promise<Session> {
  return authenticated((await enterNewEmpresa(parts(), code)).token);
}

async function authenticated(token: string): Promise<Session> {
  const session = await authenticate(parts(), token);
  if (!session) throw new Error('the log-in has just been made');
  return session;
}
