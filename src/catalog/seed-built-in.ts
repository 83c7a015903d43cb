import type { Logger } from 'pino';
import type { Sql } from '../database/sql.ts';
import type { BuiltInPlantilla } from '../plantillas/built-in.ts';
import type { CatalogParts } from './find-in-catalog.ts';
import { insertPlantilla, writeTiposArchivo } from './insert-plantilla.ts';

/** Any number, the same in every version: two servers that start on one database seed one after the other. */
const SEED_LOCK = 7_236_002;

/**
 * Makes the catalog's built-in rows what the list says; twice is once, and an empresa's own rows are never touched. A
 * definition that an import was read with stays as it is, with a warning: its change must come as a higher version. What
 * has left the list stays too.
 */
export async function seedBuiltIn(
  { database, log }: CatalogParts & { log: Pick<Logger, 'warn'> },
  list: readonly BuiltInPlantilla[],
): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
    for (const plantilla of list) {
      const operadorId = await seedOperador(sql, plantilla.operador);
      const seeded = await seedPlantilla(sql, operadorId, plantilla);
      if (seeded === 'IN_USE') warn(log, plantilla);
    }
  });
}

async function seedOperador(sql: Sql, operador: BuiltInPlantilla['operador']): Promise<number> {
  const { code, name, country, currency, timeZone } = operador;
  await sql.query(
    `INSERT INTO operadores AS o (empresa_id, code, name, country, currency, time_zone) VALUES (NULL, $1, $2, $3, $4, $5)
     ON CONFLICT (empresa_id, code) DO UPDATE
       SET name = excluded.name, country = excluded.country, currency = excluded.currency, time_zone = excluded.time_zone
       WHERE (o.name, o.country, o.currency, o.time_zone)
         IS DISTINCT FROM (excluded.name, excluded.country, excluded.currency, excluded.time_zone)`,
    [code, name, country, currency, timeZone],
  );
  const [row] = await sql.query<{ id: number }>(
    'SELECT id FROM operadores WHERE empresa_id IS NULL AND code = $1',
    [code],
  );
  if (!row) throw new Error(`the operador ${code} was inserted and is not there`);
  return row.id;
}

interface Stored {
  readonly id: number;
  readonly same: boolean;
}

async function seedPlantilla(
  sql: Sql,
  operadorId: number,
  plantilla: BuiltInPlantilla,
): Promise<'SEEDED' | 'IN_USE'> {
  const stored = await findStored(sql, operadorId, plantilla);
  if (!stored) {
    await insertPlantilla(sql, { ...plantilla, empresaId: null, operadorId });
    return 'SEEDED';
  }
  await updateNameAndValidity(sql, stored.id, plantilla);
  if (stored.same) return 'SEEDED';
  if (await isInUse(sql, stored.id)) return 'IN_USE';
  await sql.query('UPDATE plantillas SET definition = $2::jsonb WHERE id = $1', [
    stored.id,
    JSON.stringify(plantilla.definition),
  ]);
  await writeTiposArchivo(sql, stored.id, plantilla.definition);
  return 'SEEDED';
}

async function findStored(
  sql: Sql,
  operadorId: number,
  { code, version, definition }: BuiltInPlantilla,
): Promise<Stored | undefined> {
  const [stored] = await sql.query<Stored>(
    `SELECT id, definition = $4::jsonb AS same FROM plantillas
     WHERE empresa_id IS NULL AND operador_id = $1 AND code = $2 AND version = $3`,
    [operadorId, code, version, JSON.stringify(definition)],
  );
  return stored;
}

/** These may change under an import that was read with the version: it keeps pointing at it. */
async function updateNameAndValidity(sql: Sql, id: number, plantilla: BuiltInPlantilla): Promise<void> {
  await sql.query(
    `UPDATE plantillas SET name = $2, valid_from = $3, valid_to = $4
     WHERE id = $1 AND (name, valid_from, valid_to) IS DISTINCT FROM ($2, $3, $4)`,
    [id, plantilla.name, plantilla.validFrom, plantilla.validTo],
  );
}

/** Waits for an import that is being scheduled with it, and keeps the next one waiting until the seed is committed. */
async function isInUse(sql: Sql, id: number): Promise<boolean> {
  await sql.query('SELECT id FROM plantillas WHERE id = $1 FOR UPDATE', [id]);
  return (await sql.query('SELECT id FROM imports WHERE plantilla_id = $1 LIMIT 1', [id])).length > 0;
}

function warn(log: Pick<Logger, 'warn'>, { operador, code, version }: BuiltInPlantilla): void {
  log.warn(
    { operador: operador.code, plantilla: code, version },
    `The built-in plantilla ${code} was changed, but imports were read with its version ${version}, which is kept as it was. To have the change used, give it a higher "version" in its file.`,
  );
}
