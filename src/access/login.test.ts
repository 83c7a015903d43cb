import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { CapacityError, CredentialsError } from '../domain/errors.ts';
import { ADDRESS, accessParts, addTestEmpresa, CONTRASENA, rejection } from './access.test-data.ts';
import { authenticate } from './authenticate.ts';
import { contrasenaHasher } from './contrasena-hasher.ts';
import { login } from './login.ts';
import type { AccessParts } from './parts.ts';

const database = useDatabase();
const parts = () => accessParts(database());
const enter = (usuario: string, contrasena = CONTRASENA, address = ADDRESS, using: AccessParts = parts()) =>
  login(using, { usuario, contrasena, address });

describe('login', () => {
  it('gives a session of the usuario’s own empresa', async () => {
    const one = await addTestEmpresa(parts(), 'UNO');
    const two = await addTestEmpresa(parts(), 'DOS');
    for (const { empresaId, usuarioId, usuario } of [one, two]) {
      const loggedIn = await enter(usuario);
      expect(loggedIn).toMatchObject({ empresaId, usuarioId });
      expect(await authenticate(parts(), loggedIn.token)).toMatchObject({
        empresaId,
        usuarioId,
        role: 'ADMIN',
        expiresAt: loggedIn.expiresAt,
      });
    }
  });

  it('takes the usuario as people type it', async () => {
    const { usuarioId } = await addTestEmpresa(parts(), 'TECLADO');
    expect(await enter('  Teclado ')).toMatchObject({ usuarioId });
  });

  it('lets the token expire after 15 minutes and keeps neither token in the database', async () => {
    await addTestEmpresa(parts(), 'QUINCE');
    const { token, refreshToken, expiresAt } = await enter('quince');
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(14 * 60_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(16 * 60_000);
    const { rows } = await database().pool.query<{ text: string }>('SELECT s::text AS text FROM sessions s');
    const stored = rows.map(({ text }) => text).join();
    for (const secret of [token, refreshToken]) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('says the same of an unknown usuario, an inactive one and a wrong contrasena', async () => {
    const { usuarioId } = await addTestEmpresa(parts(), 'ACTIVO');
    const wrong = await rejection(enter('activo', 'no es esta, no'));
    const unknown = await rejection(enter('nadie'));
    await database().prisma.usuario.update({ where: { id: usuarioId }, data: { active: false } });
    const inactive = await rejection(enter('activo'));
    expect(wrong).toBeInstanceOf(CredentialsError);
    for (const error of [unknown, inactive]) expect(error).toEqual(wrong);
  });

  it.each([
    ['an unknown usuario', 'nadie-jamas'],
    ['no possible usuario', 'nadie\u0000 jamás'],
  ])('does the same argon2 work for %s as for a known one', async (_who, usuario) => {
    const verified: string[] = [];
    const { hasher } = parts();
    const counting = {
      ...parts(),
      hasher: {
        ...hasher,
        verify: (hash: string | undefined, contrasena: string) => {
          verified.push(contrasena);
          return hasher.verify(hash, contrasena);
        },
      },
    };
    await expect(enter(usuario, CONTRASENA, ADDRESS, counting)).rejects.toBeInstanceOf(CredentialsError);
    expect(verified).toEqual([CONTRASENA]);
  });

  it('refuses a contrasena longer than any can be', async () => {
    await addTestEmpresa(parts(), 'LARGA');
    await expect(enter('larga', CONTRASENA.repeat(1_000))).rejects.toBeInstanceOf(CredentialsError);
  });

  it('starts nothing if the contrasena is changed while it is being verified', async () => {
    const { usuarioId } = await addTestEmpresa(parts(), 'CAMBIO');
    const { hasher } = parts();
    const slow = {
      ...hasher,
      verify: async (hash: string | undefined, contrasena: string) => {
        const right = await hasher.verify(hash, contrasena);
        const contrasenaHash = await hasher.hash('otra muy distinta');
        await database().prisma.usuario.update({ where: { id: usuarioId }, data: { contrasenaHash } });
        return right;
      },
    };
    const changing = { ...parts(), hasher: slow };
    await expect(enter('cambio', CONTRASENA, ADDRESS, changing)).rejects.toBeInstanceOf(CredentialsError);
    expect(await database().prisma.session.count({ where: { usuarioId } })).toBe(0);
  });
});

describe('failed log-ins', () => {
  it('block a usuario after ten, even for the right contrasena, and for no longer than the window', async () => {
    await addTestEmpresa(parts(), 'DIEZ');
    for (let n = 0; n < 10; n++) {
      await expect(enter('diez', 'no es esta, no', `198.51.100.${n}`)).rejects.toBeInstanceOf(
        CredentialsError,
      );
    }
    const blocked = await rejection(enter('diez', CONTRASENA, '198.51.100.99'));
    expect(blocked).toBeInstanceOf(CapacityError);
    expect(blocked).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    const { retryAfterSeconds } = blocked as CapacityError;
    expect(retryAfterSeconds).toBeGreaterThan(14 * 60);
    expect(retryAfterSeconds).toBeLessThanOrEqual(15 * 60);
    await endWindows();
    await expect(enter('diez')).resolves.toMatchObject({ token: expect.any(String) });
  });

  it('count for a usuario who does not exist just the same', async () => {
    const codes = [];
    for (let n = 0; n < 11; n++) codes.push(await rejection(enter('fantasma', CONTRASENA, `203.0.113.${n}`)));
    expect(codes.map((error) => (error as CapacityError).code)).toEqual([
      ...Array(10).fill('BAD_CREDENTIALS'),
      'TOO_MANY_ATTEMPTS',
    ]);
  });

  it('are forgotten by a right one', async () => {
    await addTestEmpresa(parts(), 'OLVIDO');
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 9; n++) await rejection(enter('olvido', 'no es esta, no', `round-${round}`));
      await enter('olvido', CONTRASENA, `round-${round}`);
    }
  });

  it('let exactly ten of twenty parallel ones through to argon2, though each comes to another process', async () => {
    await addTestEmpresa(parts(), 'VEINTE');
    let verified = 0;
    const anotherProcess = (): AccessParts => {
      const { hasher, ...others } = parts();
      const verify = (hash: string | undefined, contrasena: string) => {
        verified += 1;
        return hasher.verify(hash, contrasena);
      };
      return { ...others, hasher: { ...hasher, verify } };
    };
    const errors = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        rejection(enter('veinte', 'no es esta, no', `veinte-${n}`, anotherProcess())),
      ),
    );
    expect(errors.filter((error) => error instanceof CredentialsError)).toHaveLength(10);
    expect(errors.filter((error) => error instanceof CapacityError)).toHaveLength(10);
    expect(verified).toBe(10);
  });

  it('are not seen in many right ones at once', async () => {
    await addTestEmpresa(parts(), 'MUCHAS');
    const process = parts();
    const all = Array.from({ length: 30 }, () => enter('muchas', CONTRASENA, 'many', process));
    expect(new Set((await Promise.all(all)).map(({ token }) => token)).size).toBe(30);
  });

  it('block an address that tries many usuarios, and no other address', async () => {
    await addTestEmpresa(parts(), 'INOCENTE');
    const limited: AccessParts = {
      ...parts(),
      settings: { attempts: { perUsuario: 10, perAddress: 5, windowSeconds: 900 } },
    };
    for (let n = 0; n < 5; n++) await rejection(enter(`cualquiera${n}`, CONTRASENA, 'sprayer', limited));
    await expect(enter('inocente', CONTRASENA, 'sprayer', limited)).rejects.toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      text: { es: expect.stringContaining('desde esta dirección') },
    });
    await expect(enter('inocente', CONTRASENA, 'elsewhere', limited)).resolves.toBeDefined();
  });

  it('of an address are not added to by right ones, nor taken away', async () => {
    await addTestEmpresa(parts(), 'OFICINA');
    const limited: AccessParts = {
      ...parts(),
      settings: { attempts: { perUsuario: 10, perAddress: 3, windowSeconds: 900 } },
    };
    const from = (usuario: string) => enter(usuario, CONTRASENA, 'office', limited);
    await rejection(from('alguien1'));
    await rejection(from('alguien2'));
    for (let n = 0; n < 5; n++) await from('oficina');
    expect(await rejection(from('alguien3'))).toBeInstanceOf(CredentialsError);
    expect(await rejection(from('oficina'))).toBeInstanceOf(CapacityError);
  });

  it('are not counted while nothing was decided: the hasher had no room', async () => {
    await addTestEmpresa(parts(), 'LLENO');
    const full = { ...parts(), hasher: contrasenaHasher({ running: 0, waiting: 0 }) };
    for (let n = 0; n < 12; n++) {
      await expect(enter('lleno', CONTRASENA, 'full', full)).rejects.toMatchObject({ code: 'CAPACITY' });
    }
    await expect(enter('lleno', CONTRASENA, 'full')).resolves.toBeDefined();
  });

  it('leave neither usuario nor address in the database', async () => {
    await rejection(enter('quien.soy', CONTRASENA, '203.0.113.200'));
    const { rows } = await database().pool.query<{ key: string }>('SELECT key FROM login_attempts');
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^(usuario|address):[0-9a-f]{64}$/);
  });
});

async function endWindows(): Promise<void> {
  await database().pool.query(`UPDATE login_attempts SET window_ends_at = now() - interval '1 second'`);
}
