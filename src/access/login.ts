import { randomUUID } from 'node:crypto';
import { CredentialsError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { beginAttempt } from './begin-attempt.ts';
import { type ContrasenaHasher, contrasenaHasher } from './contrasena-hasher.ts';
import { MAX_CONTRASENA_CHARACTERS } from './new-contrasena.ts';
import type { AccessParts } from './parts.ts';
import { type LoggedIn, startSession } from './start-session.ts';
import { isUsuario } from './usuario.ts';
import { usuarioKey } from './usuario-key.ts';

export type { LoggedIn } from './start-session.ts';

interface Known {
  readonly id: number;
  readonly empresa_id: number;
  readonly contrasena_hash: string;
  readonly active: boolean;
}

/**
 * Starts a new family of sessions. A usuario who does not exist, one who is not active and a wrong contrasena get the same
 * CredentialsError after the same time; too many failures get CapacityError TOO_MANY_ATTEMPTS before anything is computed.
 */
export async function login(
  { hasher = contrasenaHasher(), ...parts }: AccessParts,
  input: { usuario: string; contrasena: string; address: string },
): Promise<LoggedIn> {
  return hasher.inTurnOf(usuarioKey(input.usuario), () => attemptLogin({ ...parts, hasher }, input));
}

type Parts = AccessParts & { readonly hasher: ContrasenaHasher };

async function attemptLogin(
  parts: Parts,
  { usuario, contrasena, address }: { usuario: string; contrasena: string; address: string },
): Promise<LoggedIn> {
  const attempt = await beginAttempt(parts, { usuario, address });
  const loggedIn = await enterIfRight(parts, usuario, contrasena).catch(async (error: unknown) => {
    await attempt.withdraw();
    throw error;
  });
  if (!loggedIn) throw wrongCredentials();
  await attempt.succeeded();
  return loggedIn;
}

async function enterIfRight(
  parts: Parts,
  usuario: string,
  contrasena: string,
): Promise<LoggedIn | undefined> {
  const known = await verified(parts, usuario, contrasena);
  return known && startFamily(parts, known);
}

async function verified(parts: Parts, usuario: string, contrasena: string): Promise<Known | undefined> {
  if (contrasena.length > MAX_CONTRASENA_CHARACTERS * 2) return undefined;
  const known = isUsuario(usuario) ? await find(parts, usuario) : undefined;
  const right = await parts.hasher.verify(known?.contrasena_hash, contrasena);
  return right && known?.active ? known : undefined;
}

async function find({ database }: AccessParts, usuario: string): Promise<Known | undefined> {
  const { rows } = await database.pool.query<Known>(
    'SELECT id, empresa_id, contrasena_hash, active FROM usuarios WHERE usuario_key = $1',
    [usuarioKey(usuario)],
  );
  return rows[0];
}

/** Undefined if the contrasena was changed or the usuario deactivated since it was verified. */
function startFamily({ database, settings }: AccessParts, known: Known): Promise<LoggedIn | undefined> {
  return database.transaction(async (sql) => {
    const [still] = await sql.query(
      'SELECT id FROM usuarios WHERE id = $1 AND active AND contrasena_hash = $2 FOR NO KEY UPDATE',
      [known.id, known.contrasena_hash],
    );
    if (!still) return undefined;
    const of = { empresaId: known.empresa_id, usuarioId: known.id, family: randomUUID() };
    return startSession(sql, settings, of);
  });
}

function wrongCredentials(): CredentialsError {
  return new CredentialsError(
    message(
      'El usuario o la contraseña no son correctos; revíselos y vuelva a intentarlo',
      'The usuario or the contraseña is not right; check them and try again',
    ),
  );
}
