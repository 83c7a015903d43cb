import type { Database } from '../database/open-database.ts';
import { type AddedEmpresa, addEmpresa } from './add-empresa.ts';
import { type ContrasenaHasher, contrasenaHasher } from './contrasena-hasher.ts';
import { type LoggedIn, login } from './login.ts';
import type { AccessParts } from './parts.ts';

export const CONTRASENA = 'cuatro palabras al azar';
export const ADDRESS = '192.0.2.1';

/** argon2id all the same, at the least that it can cost. */
export function cheapHasher(): ContrasenaHasher {
  return contrasenaHasher({ parameters: { memoryKib: 8, passes: 1, lanes: 1 } });
}

export function accessParts(database: Database): AccessParts & { readonly hasher: ContrasenaHasher } {
  return { database, hasher: cheapHasher() };
}

/** An empresa whose ADMIN is called like it, in lower case, and has CONTRASENA. */
export function addTestEmpresa(parts: AccessParts, code: string): Promise<AddedEmpresa> {
  return addEmpresa(parts, { code, usuario: code.toLowerCase(), contrasena: CONTRASENA });
}

/** Logs in the ADMIN of a test empresa made for it. */
export async function enterNewEmpresa(parts: AccessParts, code: string): Promise<LoggedIn> {
  await addTestEmpresa(parts, code);
  return enterAgain(parts, code);
}

/** One more log-in of the ADMIN of a test empresa. */
export function enterAgain(parts: AccessParts, code: string): Promise<LoggedIn> {
  return login(parts, { usuario: code.toLowerCase(), contrasena: CONTRASENA, address: ADDRESS });
}

/** The error that it rejects with; the test fails if it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const settled = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in settled) return settled.error;
  throw new Error(`expected a rejection, got ${JSON.stringify(settled.value)}`);
}
