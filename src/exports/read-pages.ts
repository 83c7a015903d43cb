import type { DataSet } from './data-set.ts';
import { type LineKind, lineSql } from './line-sql.ts';
import type { Snapshot } from './open-snapshot.ts';
import { importsSql, type Place, rowsSql, type Selection } from './selection.ts';

/** Some rows that follow one another. */
export interface Page {
  readonly content: string;
  readonly rows: number;
  /** Of the last of them. */
  readonly place: Place;
}

/** About a quarter of a megabyte: what an export holds at a time. */
export const PAGE_ROWS = 1_000;
const FIRST = -1;

interface Found {
  readonly content: string | null;
  readonly rows: number;
  readonly last: readonly [number: number, n: number] | null;
}

/** The rows in the order of their places, written by the database a page at a time, each when the last one is taken. */
export async function* readPages(
  snapshot: Snapshot,
  dataSet: DataSet,
  { empresaId, selection, kind }: { empresaId: number; selection: Selection; kind: LineKind },
): AsyncGenerator<Page, void, void> {
  const { after, limit = Number.POSITIVE_INFINITY } = selection;
  const imports = importsSql(dataSet, empresaId, selection);
  let left = limit;
  const sources = dataSet.rows
    ? await sourcesOf(snapshot, dataSet, imports, selection, kind)
    : [ofImports(dataSet, imports, kind)];
  for (const { sql, values, from } of sources) {
    let place = after ?? { number: FIRST, n: FIRST };
    if (from !== undefined && place.number !== from) place = { number: from, n: FIRST };
    while (left > 0) {
      const wanted = Math.min(PAGE_ROWS, left);
      const behind = dataSet.rows ? place.n : place.number;
      const [page] = await snapshot.query<Found>(sql, [...values, behind, wanted]);
      if (!page?.last || page.content === null) break;
      const [number, n] = page.last;
      place = { number, n };
      left -= page.rows;
      yield { content: page.content, rows: page.rows, place };
      if (page.rows < wanted) break;
    }
  }
}

/** A statement whose last two values are the place that it goes on behind, and how many rows it takes. */
interface Source {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly from?: number;
}

type Joined = ReturnType<typeof importsSql>;

function ofImports({ columns }: DataSet, { sql, values }: Joined, kind: LineKind): Source {
  const [behind, wanted] = [`$${values.length + 1}`, `$${values.length + 2}`];
  return {
    values,
    sql: pageSql(`SELECT i.number, 0 AS n, ${lineSql(kind, columns)} AS line
      FROM ${sql} AND i.number > ${behind} ORDER BY i.number LIMIT ${wanted}`),
  };
}

/** One for each import: a key (empresa, import, n) leads to its rows in their order, and none is looked at twice. */
async function sourcesOf(
  snapshot: Snapshot,
  dataSet: DataSet,
  { sql, values }: Joined,
  selection: Selection,
  kind: LineKind,
): Promise<Iterable<Source>> {
  const imports = await snapshot.query<{ id: number; number: number }>(
    `SELECT i.id, i.number FROM ${sql} AND i.number >= $${values.length + 1} ORDER BY i.number`,
    [...values, selection.after?.number ?? FIRST],
  );
  const empresaId = values[0];
  const narrowed = rowsSql(dataSet, selection, [empresaId, FIRST]);
  const statement = rowsOfImportSql(dataSet, kind, narrowed.sql, narrowed.values.length);
  const more = narrowed.values.slice(2);
  return (function* () {
    for (const { id, number } of imports)
      yield { sql: statement, values: [empresaId, id, ...more], from: number };
  })();
}

function rowsOfImportSql({ columns, rows }: DataSet, kind: LineKind, narrowed: string, last: number): string {
  if (!rows) throw new Error('This data set has one row for each import');
  const { table, alias, join } = rows;
  return pageSql(`SELECT i.number, ${alias}.n, ${lineSql(kind, columns)} AS line
    FROM imports i JOIN operadores o ON o.id = i.operador_id JOIN ${table} ${alias} ON ${join}
    WHERE i.empresa_id = $1 AND i.id = $2${narrowed} AND ${alias}.n > $${last + 1}
    ORDER BY ${alias}.n LIMIT $${last + 2}`);
}

function pageSql(rows: string): string {
  return `SELECT string_agg(p.line, '' ORDER BY p.number, p.n) AS content, count(*)::int AS rows,
    max(ARRAY[p.number, p.n]) AS last FROM (${rows}) p`;
}
