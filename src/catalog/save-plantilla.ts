import { audit } from '../access/audit.ts';
import { lockEmpresa } from '../database/lock-empresa.ts';
import type { Sql } from '../database/sql.ts';
import { type InvalidField, NotFoundError, ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Periodo } from '../domain/periodo.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { DefinitionError } from '../plantillas/definition/definition-error.ts';
import { parseDefinition } from '../plantillas/definition.ts';
import { type CatalogParts, findOperador, type Tenant } from './find-in-catalog.ts';
import { insertPlantilla } from './insert-plantilla.ts';
import { visibleOperador } from './visible-catalog.ts';

export interface SavePlantillaInput {
  /** undefined: an id that can name none. */
  readonly operadorId: number | undefined;
  readonly code: string;
  readonly name: string;
  readonly validFrom: Periodo | null;
  readonly definition?: unknown;
}

const CODE = /^[a-z0-9][a-z0-9-]{0,49}$/;
const MAX_NAME_CHARACTERS = 200;

/**
 * Saves the next version of the empresa's own plantilla of that code: one above the highest that it sees, built-in ones
 * included, so that a version number names one layout. Earlier versions, and imports read with them, stay as they are.
 * Throws FORBIDDEN below ADMIN, NotFoundError for the operador, ValidationError with every mistake.
 */
export async function savePlantilla(
  parts: CatalogParts,
  session: Session,
  input: SavePlantillaInput,
): Promise<{ plantillaId: number }> {
  requirePermission(session, 'ADMINISTER');
  const operador = await operadorOf(parts, session, input.operadorId);
  const [first, ...others] = [
    ...codeProblems(input.code),
    ...nameProblems(input.name),
    ...definitionProblems(input.definition),
  ];
  if (first) throw new ValidationError([first, ...others]);
  const { empresaId } = session;
  const { code, validFrom, definition } = input;
  const plantillaId = await parts.database.transaction(async (sql) => {
    const version = await nextVersion(sql, { empresaId, operador: operador.code, code });
    const by = { empresaId, actorId: session.usuarioId };
    await audit(sql, {
      ...by,
      action: 'PLANTILLA_SAVED',
      subject: code,
      details: { operador: operador.code, version },
    });
    return insertPlantilla(sql, {
      empresaId,
      operadorId: operador.id,
      code,
      name: input.name.trim(),
      version,
      validFrom,
      validTo: null,
      definition,
    });
  });
  return { plantillaId };
}

async function operadorOf(parts: CatalogParts, tenant: Tenant, id: number | undefined) {
  const named = id === undefined ? undefined : await findOperador(parts, tenant, id);
  const operador = named && (await visibleOperador(parts, tenant, named.code));
  if (operador) return operador;
  throw new NotFoundError(
    message(
      'El operador no existe; elija uno de la lista de operadores',
      'The operador does not exist; choose one from the list of operadores',
    ),
    ['operadorId'],
  );
}

/** Of two that save at once, the second waits for the first to be committed. */
async function nextVersion(
  sql: Sql,
  { empresaId, operador, code }: { empresaId: number; operador: string; code: string },
): Promise<number> {
  await lockEmpresa(sql, empresaId);
  const [row] = await sql.query<{ version: number | null }>(
    `SELECT max(p.version) AS version FROM plantillas p JOIN operadores o ON o.id = p.operador_id
     WHERE (p.empresa_id = $1 OR p.empresa_id IS NULL) AND o.code = $2 AND p.code = $3`,
    [empresaId, operador, code],
  );
  return (row?.version ?? 0) + 1;
}

function codeProblems(code: string): InvalidField[] {
  if (CODE.test(code)) return [];
  const shown = code.slice(0, 60);
  return [
    {
      path: ['code'],
      code: 'INVALID_CODE',
      text: message(
        `"${shown}" no vale como código; se esperan de 1 a 50 minúsculas, cifras y guiones, como "detalle-lineas"`,
        `"${shown}" does not do as a code; expected 1 to 50 small letters, digits and dashes, like "detalle-lineas"`,
      ),
    },
  ];
}

function nameProblems(name: string): InvalidField[] {
  const characters = [...name.trim()].length;
  if (characters >= 1 && characters <= MAX_NAME_CHARACTERS && !/\p{C}/u.test(name)) return [];
  return [
    {
      path: ['name'],
      code: 'INVALID_LENGTH',
      text: message(
        `El nombre tiene ${characters} caracteres; se esperan de 1 a ${MAX_NAME_CHARACTERS}, sin caracteres de control`,
        `The name has ${characters} characters; expected are 1 to ${MAX_NAME_CHARACTERS} without control characters`,
      ),
    },
  ];
}

function definitionProblems(definition: unknown): readonly InvalidField[] {
  try {
    parseDefinition(definition);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.fields;
    throw error;
  }
}
