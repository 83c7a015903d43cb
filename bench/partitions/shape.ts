/** Two years of imports of several empresas, the same for every candidate. */
export interface Shape {
  readonly rows: number;
  readonly imports: number;
  readonly empresas: number;
}

/** One import, as far as its charges tell. */
export interface BenchImport {
  readonly id: number;
  readonly empresaId: number;
  readonly rows: number;
  /** Counted from the first month. */
  readonly createdMonth: number;
  readonly periodo: number;
}

export const MONTHS = 24;
/** About as many as a month has, at fifty million rows. */
export const IMPORTS_A_BLOCK = 100;
/** Rows of an import, in turn: 25,000 on average. */
const SIZES = [2_000, 5_000, 10_000, 20_000, 30_000, 83_000] as const;
export const LARGEST = 83_000;
const AVERAGE = 25_000;
const EMPRESAS = 40;
/** These have half of all imports. */
const LARGE_EMPRESAS = 4;
/** One file in so many comes months late. */
const LATE = 10;

export function shapeOf(rows: number): Shape {
  return { rows, imports: Math.max(1, Math.round(rows / AVERAGE)), empresas: EMPRESAS };
}

export function importOf({ imports }: Shape, id: number): BenchImport {
  const createdMonth = Math.min(MONTHS, Math.floor(((id - 1) * MONTHS) / imports));
  const turn = Math.floor(id / SIZES.length);
  return {
    id,
    empresaId: (turn + id) % 2 === 0 ? 1 + (turn % LARGE_EMPRESAS) : 1 + ((turn * 7 + id) % EMPRESAS),
    rows: SIZES[id % SIZES.length] ?? LARGEST,
    createdMonth,
    periodo: createdMonth - 1 - (id % LATE === 0 ? 1 + (id % 11) : 0),
  };
}

export function allImports(shape: Shape): BenchImport[] {
  return Array.from({ length: shape.imports }, (_, i) => importOf(shape, i + 1));
}

/** One import's rows, of the largest kind, as a detail of calls has them in its columns: all others are cut from it. */
export const PROTOTYPE = 'bench_prototype';
export const PROTOTYPE_SQL = `CREATE UNLOGGED TABLE ${PROTOTYPE} AS SELECT n, n + 1 AS row,
  '55' || lpad((n * 7919 % 40000000)::text, 8, '0') AS linea_number, 'CTA' || n % 7 AS account,
  'Plan Empresas ' || n % 12 AS plan, (CASE WHEN n % 5000 = 0 THEN 'ROAMING' WHEN n % 3 = 0 THEN 'VOICE'
    ELSE 'FIXED_CHARGE' END)::charge_concept AS concept, 'Renta mensual ' || n % 40 AS operador_concept,
  'Servicio medido en el periodo'::text AS description, date '2026-01-01' + n % 28 AS occurred_on,
  (n % 300)::numeric AS quantity, round((n % 90000) / 100.0, 2) AS net, round((n % 14400) / 100.0, 2) AS tax,
  round((n % 104400) / 100.0, 2) AS total FROM generate_series(1, ${LARGEST}) AS n`;

/** In the order of the columns of charges, and the one that a candidate adds. */
export function chargesSql({ id, empresaId, rows }: BenchImport, extra: number | undefined): string {
  return `SELECT ${empresaId}, ${id}, n, row, NULL::int, linea_number, account, plan, concept, operador_concept,
    description, occurred_on, NULL::timestamp, NULL::date, NULL::date, NULL, quantity, 'MINUTE'::unit, net, tax, total
    ${extra === undefined ? '' : `, ${extra}`} FROM ${PROTOTYPE} WHERE n <= ${rows}`;
}
