import { lockEmpresa } from '../database/lock-empresa.ts';
import type { Sql } from '../database/sql.ts';
import type { Role } from '../domain/codes.ts';
import { ValidationError } from '../domain/errors.ts';
import { NO_FAMILY, type Session } from '../domain/session.ts';
import { audit } from './audit.ts';
import { insertUsuario, newFreeUsuario } from './insert-usuario.ts';
import type { AccessParts } from './parts.ts';
import type { Identity } from './provider.ts';

interface Known {
  readonly id: number;
  readonly empresa_id: number;
  readonly usuario: string;
  readonly role: Role;
  readonly active: boolean;
  readonly code: string;
}

/**
 * The session of whom the company's provider names. Who comes for the first time becomes a usuario; a role that has
 * changed there changes here. Undefined for one who is not active, of an empresa that is not there or is another than
 * before, or whose usuario somebody else has: a name alone never takes over an account.
 */
export async function authenticateIdentity(
  parts: Pick<AccessParts, 'database' | 'hasher'>,
  identity: Identity,
): Promise<Session | undefined> {
  const known = (await find(parts, identity)) ?? (await create(parts, identity));
  if (!known?.active || known.code !== identity.empresaCode) return undefined;
  if (known.role !== identity.role) await changeRole(parts, known, identity.role);
  return {
    empresaId: known.empresa_id,
    usuarioId: known.id,
    role: identity.role,
    family: NO_FAMILY,
    expiresAt: identity.expiresAt,
    credential: 'PROVIDER',
  };
}

const FIND = `SELECT u.id, u.empresa_id, u.usuario, u.role, u.active, e.code
  FROM usuarios u JOIN empresas e ON e.id = u.empresa_id WHERE u.oidc_issuer = $1 AND u.oidc_subject = $2`;

async function find({ database }: Pick<AccessParts, 'database'>, { issuer, subject }: Identity) {
  const { rows } = await database.pool.query<Known>(FIND, [issuer, subject]);
  return rows[0];
}

async function create(
  parts: Pick<AccessParts, 'database' | 'hasher'>,
  identity: Identity,
): Promise<Known | undefined> {
  const { database } = parts;
  const where = { code: identity.empresaCode };
  const empresa = await database.prisma.empresa.findUnique({ where, select: { id: true } });
  if (!empresa) return undefined;
  try {
    // A contraseña that nobody knows: they come in by their provider.
    const added = await newFreeUsuario(parts, { usuario: identity.usuario });
    await database.transaction((sql) => insert(sql, empresa.id, added, identity));
  } catch (error) {
    if (error instanceof ValidationError) return undefined;
    throw error;
  }
  return find(parts, identity);
}

async function insert(
  sql: Sql,
  empresaId: number,
  added: Parameters<typeof insertUsuario>[1],
  { issuer, subject, role }: Identity,
): Promise<void> {
  await lockEmpresa(sql, empresaId);
  // Two requests of somebody who is new come side by side.
  if ((await sql.query(FIND, [issuer, subject])).length > 0) return;
  const id = await insertUsuario(sql, added, { empresaId, role });
  await sql.query('UPDATE usuarios SET oidc_issuer = $2, oidc_subject = $3 WHERE id = $1', [
    id,
    issuer,
    subject,
  ]);
  const details = { role, issuer };
  await audit(sql, {
    empresaId,
    actorId: undefined,
    action: 'USUARIO_CREATED',
    subject: added.usuario,
    details,
  });
}

function changeRole(
  { database }: Pick<AccessParts, 'database'>,
  { id, empresa_id: empresaId, usuario }: Known,
  role: Role,
): Promise<void> {
  return database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const changed = await sql.query(
      'UPDATE usuarios SET role = $2::role WHERE id = $1 AND role <> $2::role RETURNING 1',
      [id, role],
    );
    if (changed.length === 0) return; // by another request of theirs, a moment ago
    const by = { empresaId, actorId: undefined };
    await audit(sql, { ...by, action: 'USUARIO_CHANGED', subject: usuario, details: { role } });
  });
}
