import { randomBytes } from 'node:crypto';
import type { Sql } from '../database/sql.ts';
import type { Role } from '../domain/codes.ts';
import { ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { type ContrasenaHasher, contrasenaHasher } from './contrasena-hasher.ts';
import { requireNewContrasena } from './new-contrasena.ts';
import type { AccessParts } from './parts.ts';
import { invalidUsuario } from './usuario.ts';
import { usuarioKey } from './usuario-key.ts';

/** A usuario that does, with a contrasena, not yet in the database. */
export interface NewUsuario {
  readonly usuario: string;
  readonly contrasenaHash: string;
  /** Present if none was given. It exists nowhere else: show it once. */
  readonly generatedContrasena?: string;
}

/** 144 random bits, 24 characters. */
const GENERATED_BYTES = 18;

/** Throws ValidationError for a usuario or a contrasena that does not do. Hashes, so call it outside a transaction. */
export async function newUsuario(
  hasher: ContrasenaHasher = contrasenaHasher(),
  input: { usuario: string; contrasena?: string | undefined },
): Promise<NewUsuario> {
  const usuario = requireUsuario(input.usuario);
  if (input.contrasena === undefined) {
    const generatedContrasena = randomBytes(GENERATED_BYTES).toString('base64url');
    return { usuario, contrasenaHash: await hasher.hash(generatedContrasena), generatedContrasena };
  }
  requireNewContrasena(input.contrasena, { usuario, path: ['contrasena'] });
  return { usuario, contrasenaHash: await hasher.hash(input.contrasena) };
}

/**
 * The same, and throws ValidationError TAKEN before it hashes where any empresa has that usuario: whoever asks for it
 * again and again costs no work. Whether it is free then, insertUsuario decides.
 */
export async function newFreeUsuario(
  { database, hasher }: Pick<AccessParts, 'database' | 'hasher'>,
  input: { usuario: string; contrasena?: string | undefined },
): Promise<NewUsuario> {
  const usuario = requireUsuario(input.usuario);
  const where = { usuarioKey: usuarioKey(usuario) };
  if (await database.prisma.usuario.findUnique({ where, select: { id: true } })) throw taken(usuario);
  return newUsuario(hasher, input);
}

/** As it is kept. */
function requireUsuario(text: string): string {
  const usuario = text.normalize('NFKC').trim();
  const invalid = invalidUsuario(usuario, ['usuario']);
  if (invalid) throw new ValidationError([invalid]);
  return usuario;
}

/** Throws ValidationError TAKEN if any empresa has that usuario. */
export async function insertUsuario(
  sql: Sql,
  usuario: NewUsuario,
  as: { empresaId: number; role: Role; name?: string | undefined },
): Promise<number> {
  const [row] = await sql.query<{ id: number }>(
    `INSERT INTO usuarios (empresa_id, usuario, usuario_key, name, role, contrasena_hash)
     VALUES ($1, $2, $3, $4, $5::role, $6) ON CONFLICT (usuario_key) DO NOTHING RETURNING id`,
    [
      as.empresaId,
      usuario.usuario,
      usuarioKey(usuario.usuario),
      as.name?.trim() || usuario.usuario,
      as.role,
      usuario.contrasenaHash,
    ],
  );
  if (row) return row.id;
  throw taken(usuario.usuario);
}

function taken(usuario: string): ValidationError {
  return new ValidationError([
    {
      path: ['usuario'],
      code: 'TAKEN',
      text: message(
        `El usuario "${usuario}" ya existe; los usuarios son únicos entre todas las empresas, elija otro`,
        `The usuario "${usuario}" exists already; usuarios are unique across all empresas, choose another`,
      ),
    },
  ]);
}
