import type { Database } from '../database/open-database.ts';
import { monthBefore, type Periodo } from '../domain/periodo.ts';
import { hasStored } from './stored-imports.ts';

/** An import of which it is asked what the month before came to. */
export interface AskedImport {
  readonly id: number;
  readonly empresaId: number;
  readonly periodo: Periodo;
}

export interface MonthTotals {
  readonly periodo: Periodo;
  readonly lineas: number;
  readonly charges: number;
  /** An exact decimal. */
  readonly total: string;
}

interface Found extends MonthTotals {
  readonly importId: number;
}

/**
 * For each import what is stored of the month before: the sum over the imports that succeeded with the same operador,
 * plantilla, tipo de archivo and any account of its file. Undefined: nothing is, or its accounts are not known. One
 * statement, however many are asked for.
 */
export async function totalsOfMonthBefore(
  { pool }: Pick<Database, 'pool'>,
  imports: readonly AskedImport[],
): Promise<(MonthTotals | undefined)[]> {
  const asked = imports.flatMap(({ id, empresaId, periodo }) => {
    const before = monthBefore(periodo);
    return before ? [{ id, empresaId, before }] : [];
  });
  const { rows } = await pool.query<Found>(
    `SELECT own.id AS "importId", asked.before AS periodo, sum(held.lineas)::int AS lineas,
       sum(held.charge_count)::int AS charges, sum(held.total) AS total
     FROM unnest($1::int[], $2::int[], $3::text[]) AS asked (id, empresa_id, before)
     JOIN imports own ON own.empresa_id = asked.empresa_id AND own.id = asked.id
     JOIN imports held ON held.empresa_id = own.empresa_id AND held.operador_id = own.operador_id
       AND held.plantilla_code = own.plantilla_code AND held.tipo_archivo_code = own.tipo_archivo_code
       AND held.periodo = asked.before AND ${hasStored('held')}
     WHERE EXISTS (SELECT 1 FROM import_accounts a JOIN import_accounts b ON b.account = a.account
       WHERE a.empresa_id = own.empresa_id AND a.import_id = own.id
         AND b.empresa_id = held.empresa_id AND b.import_id = held.id)
     GROUP BY own.id, asked.before`,
    [asked.map(({ id }) => id), asked.map(({ empresaId }) => empresaId), asked.map(({ before }) => before)],
  );
  const found = new Map(rows.map((row) => [row.importId, row]));
  return imports.map(({ id }) => found.get(id));
}
