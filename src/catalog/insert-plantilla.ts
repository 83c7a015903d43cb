import type { Sql } from '../database/sql.ts';
import type { Periodo } from '../domain/periodo.ts';
import { parseDefinition } from '../plantillas/definition.ts';

export interface NewPlantilla {
  /** Null: built in. */
  readonly empresaId: number | null;
  readonly operadorId: number;
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly validFrom: Periodo | null;
  readonly validTo: Periodo | null;
  /** As it was written; parseDefinition takes it. */
  readonly definition: unknown;
}

/** Inserts a version with its tipos de archivo and resolves with its id. */
export async function insertPlantilla(sql: Sql, plantilla: NewPlantilla): Promise<number> {
  const { empresaId, operadorId, code, name, version, validFrom, validTo, definition } = plantilla;
  const [row] = await sql.query<{ id: number }>(
    `INSERT INTO plantillas (empresa_id, operador_id, code, name, version, valid_from, valid_to, definition)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb) RETURNING id`,
    [empresaId, operadorId, code, name, version, validFrom, validTo, JSON.stringify(definition)],
  );
  if (!row) throw new Error('INSERT INTO plantillas returned no row');
  await writeTiposArchivo(sql, row.id, definition);
  return row.id;
}

/** Makes them what the definition says; by code, so that ids which clients hold go on naming the same file. */
export async function writeTiposArchivo(sql: Sql, plantillaId: number, definition: unknown): Promise<void> {
  const { tiposArchivo } = parseDefinition(definition);
  for (const [position, { code, name, kind, required }] of tiposArchivo.entries()) {
    await sql.query(
      `INSERT INTO tipos_archivo (plantilla_id, code, name, kind, required, position)
       VALUES ($1, $2, $3, $4::file_kind, $5, $6)
       ON CONFLICT (plantilla_id, code) DO UPDATE
         SET name = excluded.name, kind = excluded.kind, required = excluded.required, position = excluded.position`,
      [plantillaId, code, name, kind, required, position],
    );
  }
  await sql.query('DELETE FROM tipos_archivo WHERE plantilla_id = $1 AND code <> ALL ($2)', [
    plantillaId,
    tiposArchivo.map(({ code }) => code),
  ]);
}
