import type { EstadoFilter } from '../domain/codes.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { type ImportFilter, whereImports } from './import-filter.ts';
import type { ImportParts } from './parts.ts';

export interface ImportCounts {
  readonly pendienteYEnProceso: number;
  readonly pendiente: number;
  readonly enProceso: number;
  readonly finalizado: number;
  readonly eliminado: number;
}

/** How many imports each choice of the viewer's Estado would show. */
export async function countImports(
  { database }: Pick<ImportParts, 'database'>,
  session: Session,
  filter?: ImportFilter | null,
): Promise<ImportCounts> {
  requirePermission(session, 'READ');
  const where = whereImports({ empresaId: session.empresaId, filter });
  const { rows } = await database.pool.query<
    Record<'pendiente' | 'enProceso' | 'finalizado' | 'eliminado', number>
  >(
    `SELECT count(*) FILTER (WHERE i.estado = 'PENDIENTE')::int AS pendiente,
       count(*) FILTER (WHERE i.estado = 'EN_PROCESO')::int AS "enProceso",
       count(*) FILTER (WHERE i.estado = 'FINALIZADO')::int AS finalizado,
       count(*) FILTER (WHERE i.estado = 'ELIMINADO')::int AS eliminado
     FROM imports i WHERE ${where.sql}`,
    [...where.values],
  );
  const { pendiente = 0, enProceso = 0, finalizado = 0, eliminado = 0 } = rows[0] ?? {};
  return { pendienteYEnProceso: pendiente + enProceso, pendiente, enProceso, finalizado, eliminado };
}

/** The connection's totalCount: all rows of the list, whatever the page. */
export async function totalImports(
  { database }: Pick<ImportParts, 'database'>,
  session: Session,
  { estado, filter }: { estado?: EstadoFilter | null | undefined; filter?: ImportFilter | null | undefined },
): Promise<number> {
  requirePermission(session, 'READ');
  const where = whereImports({ empresaId: session.empresaId, estado, filter });
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM imports i WHERE ${where.sql}`,
    [...where.values],
  );
  return rows[0]?.n ?? 0;
}
