import type { EstadoFilter } from '../domain/codes.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { decodeCursor, encodeCursor, type SortValue } from './import-cursor.ts';
import { type ImportFilter, type Where, whereImports } from './import-filter.ts';
import { type ImportOrder, type Sorting, type SortType, sortingOf } from './import-order.ts';
import { type Page, parsePage } from './parse-page.ts';
import type { ImportParts } from './parts.ts';

export interface ListImportsInput {
  readonly estado?: EstadoFilter | null | undefined;
  readonly filter?: ImportFilter | null | undefined;
  readonly orderBy?: ImportOrder | null | undefined;
  readonly page: Page;
}

export interface ImportPage {
  readonly edges: readonly { readonly importId: number; readonly cursor: string }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * A page of the Visor de Tareas, as ids in the list's order. Throws BAD_USER_INPUT for a page of more than 200, a
 * negative one, first together with last, and a cursor of another list.
 */
export async function listImports(
  parts: Pick<ImportParts, 'database'>,
  session: Session,
  input: ListImportsInput,
): Promise<ImportPage> {
  requirePermission(session, 'READ');
  const { limit, backwards, after, before } = parsePage(input.page);
  const sorting = sortingOf(input.orderBy, input.estado);
  const where = whereImports({ empresaId: session.empresaId, estado: input.estado, filter: input.filter });
  const bounds = {
    after: after === undefined ? undefined : decodeCursor(sorting, after, 'after'),
    before: before === undefined ? undefined : decodeCursor(sorting, before, 'before'),
  };
  const query: ListQuery = { where, sorting, backwards };
  const rows = await readRows(parts, query, bounds, limit + 1);
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (backwards) page.reverse();
  const behind = backwards ? bounds.before : bounds.after;
  const others = behind !== undefined && (await hasRowsBehind(parts, query, behind));
  return {
    edges: page.map((values) => ({ importId: Number(values.at(-1)), cursor: encodeCursor(sorting, values) })),
    hasNextPage: backwards ? others : more,
    hasPreviousPage: backwards ? more : others,
  };
}

interface ListQuery {
  readonly where: Where;
  readonly sorting: Sorting;
  readonly backwards: boolean;
}

interface Bounds {
  readonly after: readonly SortValue[] | undefined;
  readonly before: readonly SortValue[] | undefined;
}

async function readRows(
  { database }: Pick<ImportParts, 'database'>,
  { where, sorting, backwards }: ListQuery,
  { after, before }: Bounds,
  limit: number,
): Promise<SortValue[][]> {
  const values = [...where.values];
  const conditions = [where.sql];
  if (after) conditions.push(beyond(sorting, values, after, sorting.direction === 'ASC' ? '>' : '<'));
  if (before) conditions.push(beyond(sorting, values, before, sorting.direction === 'ASC' ? '<' : '>'));
  const direction = (sorting.direction === 'ASC') === backwards ? 'DESC' : 'ASC';
  const { rows } = await database.pool.query<SortValue[]>({
    text: `SELECT ${sorting.keys.map(({ sql, type }) => shown(sql, type)).join(', ')} FROM imports i
      WHERE ${conditions.join(' AND ')}
      ORDER BY ${sorting.keys.map(({ sql }) => `${sql} ${direction}`).join(', ')} LIMIT ${limit}`,
    values,
    rowMode: 'array',
  });
  return rows;
}

/** Whether the list has rows on the side that the page turns its back to, the cursor's own row included. */
async function hasRowsBehind(
  { database }: Pick<ImportParts, 'database'>,
  { where, sorting, backwards }: ListQuery,
  cursor: readonly SortValue[],
): Promise<boolean> {
  const values = [...where.values];
  const operator = (sorting.direction === 'ASC') === backwards ? '>=' : '<=';
  const condition = beyond(sorting, values, cursor, operator);
  const { rows } = await database.pool.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM imports i WHERE ${where.sql} AND ${condition}) AS found`,
    values,
  );
  return rows[0]?.found ?? false;
}

/** Adds the cursor to the values and compares the sort keys with it, as a row. */
function beyond(
  { keys }: Sorting,
  values: unknown[],
  cursor: readonly SortValue[],
  operator: string,
): string {
  const places = keys.map(({ type }, i) => {
    values.push(cursor[i]);
    return `$${values.length}::${type}`;
  });
  return `(${keys.map(({ sql }) => sql).join(', ')}) ${operator} (${places.join(', ')})`;
}

/** As a cursor holds it: instants to the millisecond, which is how exactly they are stored. */
function shown(sql: string, type: SortType): string {
  return type === 'timestamptz'
    ? `to_char((${sql}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : sql;
}
