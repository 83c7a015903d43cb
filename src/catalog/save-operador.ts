import { audit } from '../access/audit.ts';
import { invalidName } from '../access/name.ts';
import { lockEmpresa } from '../database/lock-empresa.ts';
import type { Sql } from '../database/sql.ts';
import { type InvalidField, NotFoundError, ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import type { CatalogParts } from './find-in-catalog.ts';

export interface SaveOperadorInput {
  /** Undefined: a new one. */
  readonly operadorId: number | undefined;
  readonly code: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly active: boolean;
}

const CODE = /^[a-z0-9][a-z0-9-]{0,49}$/;

/**
 * Makes an operador of the empresa's own, whose code hides a built-in one of the same code, or replaces what is said of
 * one. Code and currency of one that has imports stay. Throws FORBIDDEN below ADMIN, NotFoundError (also for a built-in
 * one), ValidationError with everything that does not do.
 */
export async function saveOperador(
  { database }: CatalogParts,
  session: Session,
  given: SaveOperadorInput,
): Promise<{ operadorId: number }> {
  requirePermission(session, 'ADMINISTER');
  const input = { ...given, name: given.name.normalize('NFKC').trim() };
  const [first, ...others] = problemsOf(input);
  if (first) throw new ValidationError([first, ...others]);
  const { empresaId, usuarioId: actorId } = session;
  const operadorId = await database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const id =
      input.operadorId === undefined
        ? await insert(sql, empresaId, input)
        : await update(sql, empresaId, input);
    const action = input.operadorId === undefined ? 'OPERADOR_CREATED' : 'OPERADOR_CHANGED';
    const { operadorId: _, code, ...details } = input;
    await audit(sql, { empresaId, actorId, action, subject: code, details });
    return id;
  });
  return { operadorId };
}

async function insert(sql: Sql, empresaId: number, input: SaveOperadorInput): Promise<number> {
  const [row] = await sql.query<{ id: number }>(
    `INSERT INTO operadores (empresa_id, code, name, country, currency, time_zone, active)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (empresa_id, code) DO NOTHING RETURNING id`,
    [empresaId, input.code, input.name, input.country, input.currency, input.timeZone, input.active],
  );
  if (row) return row.id;
  throw new ValidationError([taken(input.code)]);
}

async function update(sql: Sql, empresaId: number, input: SaveOperadorInput): Promise<number> {
  const [known] = await sql.query<{ id: number; code: string; currency: string; is_used: boolean }>(
    `SELECT o.id, o.code, o.currency, EXISTS (SELECT FROM imports i WHERE i.empresa_id = $2 AND i.operador_id = o.id) AS is_used
     FROM operadores o WHERE o.id = $1 AND o.empresa_id = $2`,
    [input.operadorId, empresaId],
  );
  if (!known) throw unknownOperador();
  const [used, ...others] = known.is_used
    ? (['code', 'currency'] as const).filter((field) => known[field] !== input[field]).map(inUse)
    : [];
  if (used) throw new ValidationError([used, ...others]);
  const [same] = await sql.query(
    'SELECT id FROM operadores WHERE empresa_id = $1 AND code = $2 AND id <> $3',
    [empresaId, input.code, known.id],
  );
  if (same) throw new ValidationError([taken(input.code)]);
  await sql.query(
    'UPDATE operadores SET code = $2, name = $3, country = $4, currency = $5, time_zone = $6, active = $7 WHERE id = $1',
    [known.id, input.code, input.name, input.country, input.currency, input.timeZone, input.active],
  );
  return known.id;
}

function problemsOf({ code, name, country, currency, timeZone }: SaveOperadorInput): InvalidField[] {
  return [
    ...(CODE.test(code)
      ? []
      : [
          invalid(
            'code',
            code,
            'de 1 a 50 minúsculas, cifras y guiones, como "claro-pe"',
            '1 to 50 small letters, digits and dashes, like "claro-pe"',
          ),
        ]),
    ...invalidName(name, ['name']),
    ...(/^[A-Z]{2}$/.test(country)
      ? []
      : [
          invalid(
            'country',
            country,
            'dos letras mayúsculas (ISO 3166-1), como "PE"',
            'two capital letters (ISO 3166-1), like "PE"',
          ),
        ]),
    ...(/^[A-Z]{3}$/.test(currency)
      ? []
      : [
          invalid(
            'currency',
            currency,
            'tres letras mayúsculas (ISO 4217), como "PEN"',
            'three capital letters (ISO 4217), like "PEN"',
          ),
        ]),
    ...(isTimeZone(timeZone)
      ? []
      : [
          invalid(
            'timeZone',
            timeZone,
            'un nombre de la IANA, como "America/Lima"',
            'a name of the IANA, like "America/Lima"',
          ),
        ]),
  ];
}

/** Names only: an offset such as "+05:00" knows no summer. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function invalid(field: string, value: string, es: string, en: string): InvalidField {
  const shown = value.slice(0, 60);
  return {
    path: [field],
    code: `INVALID_${field === 'timeZone' ? 'TIME_ZONE' : field.toUpperCase()}`,
    text: message(
      `"${shown}" no sirve como ${field}; se esperan ${es}`,
      `"${shown}" does not do as ${field}; expected ${en}`,
    ),
  };
}

function taken(code: string): InvalidField {
  return {
    path: ['code'],
    code: 'TAKEN',
    text: message(
      `La empresa ya tiene un operador "${code}"; cámbielo a él o elija otro código`,
      `The empresa has an operador "${code}" already; change that one or choose another code`,
    ),
  };
}

function inUse(field: 'code' | 'currency'): InvalidField {
  return {
    path: [field],
    code: 'IN_USE',
    text: message(
      `Hay importaciones de este operador, así que su ${field} no cambia; haga otro operador`,
      `There are imports of this operador, so its ${field} does not change; make another operador`,
    ),
  };
}

function unknownOperador(): NotFoundError {
  return new NotFoundError(
    message(
      'La empresa no tiene ese operador propio; los incluidos no se cambian, haga uno con el mismo código',
      'The empresa has no such operador of its own; built-in ones are not changed, make one of the same code',
    ),
    ['id'],
  );
}
