import type { Sql } from '../database/sql.ts';
import { insertUsuario, newUsuario } from './insert-usuario.ts';
import type { AccessParts } from './parts.ts';

export interface FirstAdministrator {
  readonly empresaId: number;
  readonly usuarioId: number;
  readonly usuario: string;
  /** Present if none was given. It exists nowhere else: show it once. */
  readonly generatedContrasena?: string;
}

/** Any number, the same in every version: two servers that start on one empty database take turns by it. */
const FIRST_ADMINISTRATOR_LOCK = 7_236_001;

/**
 * Where nobody can log in yet, makes the empresa PRINCIPAL and its ADMIN; elsewhere does nothing and returns undefined.
 * Throws ValidationError if the usuario or contrasena given does not do.
 */
export async function ensureFirstAdministrator(
  parts: AccessParts,
  input: {
    usuario?: string | undefined;
    contrasena?: string | undefined;
    empresaCode?: string | undefined;
  } = {},
): Promise<FirstAdministrator | undefined> {
  if (await parts.database.prisma.usuario.findFirst({ select: { id: true } })) return undefined;
  const admin = await newUsuario(parts.hasher, {
    usuario: input.usuario ?? 'admin',
    contrasena: input.contrasena,
  });
  const made = await parts.database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [FIRST_ADMINISTRATOR_LOCK]);
    const [somebody] = await sql.query('SELECT id FROM usuarios LIMIT 1');
    if (somebody) return undefined;
    const empresaId = await ensureEmpresa(sql, input.empresaCode ?? 'PRINCIPAL');
    const usuarioId = await insertUsuario(sql, admin, { empresaId, role: 'ADMIN', name: 'Administrador' });
    return { empresaId, usuarioId, usuario: admin.usuario };
  });
  const { generatedContrasena } = admin;
  return made && { ...made, ...(generatedContrasena && { generatedContrasena }) };
}

async function ensureEmpresa(sql: Sql, code: string): Promise<number> {
  await sql.query(
    `INSERT INTO empresas (code, name) VALUES ($1, 'Empresa principal') ON CONFLICT (code) DO NOTHING`,
    [code],
  );
  const [empresa] = await sql.query<{ id: number }>('SELECT id FROM empresas WHERE code = $1', [code]);
  if (!empresa) throw new Error(`the empresa ${code} was inserted and is not there`);
  return empresa.id;
}
