import { lockEmpresa } from '../database/lock-empresa.ts';
import type { Sql } from '../database/sql.ts';
import type { Role } from '../domain/codes.ts';
import { type InvalidField, ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { audit } from './audit.ts';
import { insertUsuario, newFreeUsuario } from './insert-usuario.ts';
import { invalidName } from './name.ts';
import type { AccessParts } from './parts.ts';
import { revokeLogIns } from './revoke-log-ins.ts';
import { unknownUsuario } from './unknown-usuario.ts';

export interface SaveUsuarioInput {
  /** Undefined: a new one. */
  readonly usuarioId: number | undefined;
  readonly usuario?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly active?: boolean | undefined;
  readonly contrasena?: string | undefined;
}

export interface SavedUsuario {
  readonly usuarioId: number;
  /** Present where one was made up. It exists nowhere else: show it once. */
  readonly generatedContrasena?: string;
}

/**
 * Makes a usuario of the session's empresa, or changes what is given of one. Deactivating ends their log-ins. Throws
 * FORBIDDEN below ADMIN, NotFoundError, ValidationError; the last active ADMIN stays one.
 */
export async function saveUsuario(
  parts: AccessParts,
  session: Session,
  input: SaveUsuarioInput,
): Promise<SavedUsuario> {
  requirePermission(session, 'ADMINISTER');
  const name = input.name?.normalize('NFKC').trim();
  const [invalid, ...others] = [
    ...(name === undefined ? [] : invalidName(name, ['name'])),
    ...(input.usuarioId === undefined ? missingOfNew(input) : fixedOfKnown(input)),
  ];
  if (invalid) throw new ValidationError([invalid, ...others]);
  if (input.usuarioId === undefined) return create(parts, session, { ...input, name });
  await change(parts, session, input.usuarioId, { ...input, name });
  parts.sessionEnds?.tell(input.usuarioId);
  return { usuarioId: input.usuarioId };
}

async function create(parts: AccessParts, session: Session, input: SaveUsuarioInput): Promise<SavedUsuario> {
  const { usuario = '', role = 'READER', name, active = true, contrasena } = input;
  const { empresaId, usuarioId: actorId } = session;
  const added = await newFreeUsuario(parts, { usuario, contrasena });
  const usuarioId = await parts.database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const id = await insertUsuario(sql, added, { empresaId, role, name });
    if (!active) await sql.query('UPDATE usuarios SET active = false WHERE id = $1', [id]);
    const details = { role, active, ...(name && { name }) };
    await audit(sql, { empresaId, actorId, action: 'USUARIO_CREATED', subject: added.usuario, details });
    return id;
  });
  const { generatedContrasena } = added;
  return { usuarioId, ...(generatedContrasena && { generatedContrasena }) };
}

function change(
  { database }: AccessParts,
  { empresaId, usuarioId: actorId }: Session,
  usuarioId: number,
  { name, role, active }: SaveUsuarioInput,
): Promise<void> {
  return database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const [changed] = await sql.query<{ usuario: string }>(
      `UPDATE usuarios SET name = coalesce($3, name), role = coalesce($4::role, role), active = coalesce($5, active)
       WHERE id = $1 AND empresa_id = $2 RETURNING usuario`,
      [usuarioId, empresaId, name ?? null, role ?? null, active ?? null],
    );
    if (!changed) throw unknownUsuario(['id']);
    await requireOneAdmin(sql, empresaId);
    if (active === false) await revokeLogIns(sql, usuarioId);
    const details = { name, role, active };
    await audit(sql, { empresaId, actorId, action: 'USUARIO_CHANGED', subject: changed.usuario, details });
  });
}

/** Otherwise nobody could administer the empresa any more. The empresa's lock makes two that leave at once take turns. */
async function requireOneAdmin(sql: Sql, empresaId: number): Promise<void> {
  const [admin] = await sql.query(
    `SELECT id FROM usuarios WHERE empresa_id = $1 AND role = 'ADMIN' AND active LIMIT 1`,
    [empresaId],
  );
  if (admin) return;
  throw new ValidationError([
    {
      path: ['id'],
      code: 'LAST_ADMIN',
      text: message(
        'Es el último ADMIN activo de la empresa; nombre otro antes',
        'It is the last active ADMIN of the empresa; name another one first',
      ),
    },
  ]);
}

function missingOfNew({ usuario, role }: SaveUsuarioInput): InvalidField[] {
  return [
    ...(usuario === undefined ? [missing('usuario')] : []),
    ...(role === undefined ? [missing('role')] : []),
  ];
}

function missing(field: 'usuario' | 'role'): InvalidField {
  return {
    path: [field],
    code: 'MISSING',
    text: message(`Un usuario nuevo necesita ${field}`, `A new usuario needs ${field}`),
  };
}

function fixedOfKnown({ usuario, contrasena }: SaveUsuarioInput): InvalidField[] {
  const fixed = (field: string, es: string, en: string): InvalidField => ({
    path: [field],
    code: 'CANNOT_CHANGE',
    text: message(es, en),
  });
  return [
    ...(usuario === undefined
      ? []
      : [
          fixed(
            'usuario',
            'El usuario no cambia; haga otro',
            'The usuario does not change; make another one',
          ),
        ]),
    ...(contrasena === undefined
      ? []
      : [
          fixed('contrasena', 'Use setContrasena para la contraseña', 'Use setContrasena for the contraseña'),
        ]),
  ];
}
