import type { Sql } from '../database/sql.ts';
import { ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { audit } from './audit.ts';
import { insertUsuario, newUsuario } from './insert-usuario.ts';
import type { AccessParts } from './parts.ts';

export interface AddedEmpresa {
  readonly empresaId: number;
  readonly usuarioId: number;
  readonly code: string;
  readonly usuario: string;
  /** Present if none was given. It exists nowhere else: show it once. */
  readonly generatedContrasena?: string;
}

const CODE = /^[A-Z0-9][A-Z0-9_-]{1,31}$/;

/**
 * An empresa with its first ADMIN, or neither. Left out: name = code, usuario = "admin-" and the code in lower case.
 * Throws ValidationError for a code that does not do or is taken, and likewise for the usuario and the contrasena.
 */
export async function addEmpresa(
  parts: AccessParts,
  input: {
    code: string;
    name?: string | undefined;
    usuario?: string | undefined;
    contrasena?: string | undefined;
  },
): Promise<AddedEmpresa> {
  const { code } = input;
  if (!CODE.test(code)) throw invalidCode(code);
  const usuario = input.usuario ?? `admin-${code.toLowerCase()}`;
  const admin = await newUsuario(parts.hasher, { usuario, contrasena: input.contrasena });
  const added = await parts.database.transaction(async (sql) => {
    const empresaId = await insertEmpresa(sql, code, input.name?.trim() || code);
    const usuarioId = await insertUsuario(sql, admin, { empresaId, role: 'ADMIN' });
    const by = { empresaId, actorId: undefined };
    await audit(sql, { ...by, action: 'EMPRESA_CREATED', subject: code });
    await audit(sql, {
      ...by,
      action: 'USUARIO_CREATED',
      subject: admin.usuario,
      details: { role: 'ADMIN' },
    });
    return { empresaId, usuarioId };
  });
  const { generatedContrasena } = admin;
  return { ...added, code, usuario: admin.usuario, ...(generatedContrasena && { generatedContrasena }) };
}

async function insertEmpresa(sql: Sql, code: string, name: string): Promise<number> {
  const [row] = await sql.query<{ id: number }>(
    'INSERT INTO empresas (code, name) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING RETURNING id',
    [code, name],
  );
  if (row) return row.id;
  throw new ValidationError([
    {
      path: ['code'],
      code: 'TAKEN',
      text: message(
        `La empresa ${code} ya existe; elija otro código`,
        `The empresa ${code} exists already; choose another code`,
      ),
    },
  ]);
}

function invalidCode(code: string): ValidationError {
  const shown = code.slice(0, 40);
  return new ValidationError([
    {
      path: ['code'],
      code: 'INVALID_CODE',
      text: message(
        `"${shown}" no sirve como código de empresa; escriba de 2 a 32 letras mayúsculas A-Z, dígitos, _ o -, por ejemplo ACME-PE`,
        `"${shown}" does not do as an empresa's code; write 2 to 32 capital letters A-Z, digits, _ or -, for example ACME-PE`,
      ),
    },
  ]);
}
