import pg from 'pg';
import type { ImportColumns } from './import-columns.ts';
import type { MovedImport } from './move-import.ts';
import type { Sql } from './sql.ts';

/** The columns of a new import; those that may be left out are null or have their default. */
export interface NewImport extends ImportColumns {
  readonly empresa_id: number;
  readonly created_by_id: number;
  readonly operador_id: number;
  readonly plantilla_id: number;
  readonly tipo_archivo_id: number;
  readonly plantilla_code: string;
  readonly tipo_archivo_code: string;
  readonly periodo: string;
  readonly programacion_mode: 'AHORA' | 'EN_FECHA';
  readonly error_policy: 'REJECT_FILE' | 'REJECT_ROWS';
  readonly duplicate_policy: 'REJECT' | 'REPLACE' | 'ADD';
  readonly validate_only: boolean;
  readonly require_confirmation: boolean;
}

/**
 * Creates an import PENDIENTE/AWAITING_FILE, with the empresa's next number and a CREATED event, in the caller's
 * transaction. The empresa's row stays locked until the commit: numbers have no gaps, sequences rise in commit order.
 */
export async function insertImport(
  sql: Sql,
  columns: NewImport,
): Promise<MovedImport & { readonly number: number }> {
  const empresaId = columns.empresa_id;
  const [empresa] = await sql.query<{ number: number; sequence: bigint }>(
    `UPDATE empresas SET last_number = last_number + 1, last_sequence = last_sequence + 1 WHERE id = $1
     RETURNING last_number AS number, last_sequence AS sequence`,
    [empresaId],
  );
  if (!empresa) throw new Error(`There is no empresa ${empresaId}`);
  const { number, sequence } = empresa;
  const { id, version } = await insertRow(sql, { ...columns, number, sequence });
  await sql.query(
    `INSERT INTO import_events (empresa_id, sequence, import_id, kind, at, actor_id, to_estado, to_phase)
     VALUES ($1, $2, $3, 'CREATED', clock_timestamp(), $4, 'PENDIENTE', 'AWAITING_FILE')`,
    [empresaId, sequence, id, columns.created_by_id],
  );
  return {
    importId: id,
    empresaId,
    number,
    version,
    sequence,
    estado: 'PENDIENTE',
    phase: 'AWAITING_FILE',
    events: [{ sequence, kind: 'CREATED' }],
  };
}

async function insertRow(
  sql: Sql,
  columns: NewImport & { number: number; sequence: bigint },
): Promise<{ id: number; version: number }> {
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  const names = given.map(([name]) => pg.escapeIdentifier(name)).join(', ');
  const places = given.map((_, i) => `$${i + 1}`).join(', ');
  const [row] = await sql.query<{ id: number; version: number }>(
    `INSERT INTO imports (${names}) VALUES (${places}) RETURNING id, version`,
    given.map(([, value]) => value),
  );
  if (!row) throw new Error('INSERT INTO imports returned no row');
  return row;
}
