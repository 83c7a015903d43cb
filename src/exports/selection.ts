import type { ChargeConcept, Estado, ImportOutcome, RowIssueCode, Severity } from '../domain/codes.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { DataSet } from './data-set.ts';

/** The place of a row: what stands behind it is what is still to come. */
export interface Place {
  readonly number: number;
  readonly n: number;
}

/** What is exported. Left out restricts nothing; a code that names nothing matches nothing. */
export interface Selection {
  readonly importId?: number;
  readonly operador?: readonly string[];
  readonly plantilla?: readonly string[];
  readonly tipoArchivo?: readonly string[];
  readonly periodo?: readonly Periodo[];
  /** Inclusive, as is periodoTo. */
  readonly periodoFrom?: Periodo;
  readonly periodoTo?: Periodo;
  readonly estado?: readonly Estado[];
  readonly outcome?: readonly ImportOutcome[];
  /** Imports that ended then or later. */
  readonly from?: Date;
  /** Imports that ended before that. */
  readonly to?: Date;
  readonly sequenceAfter?: bigint;
  readonly concept?: readonly ChargeConcept[];
  readonly linea?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly code?: readonly RowIssueCode[];
  readonly after?: Place;
  /** At most so many rows. */
  readonly limit?: number;
}

type Condition = readonly [name: keyof Selection, sql: (place: string) => string];

const OF_IMPORTS: readonly Condition[] = [
  ['importId', (value) => `i.id = ${value}::int`],
  ['operador', (value) => `o.code = ANY(${value}::text[])`],
  ['plantilla', (value) => `i.plantilla_code = ANY(${value}::text[])`],
  ['tipoArchivo', (value) => `i.tipo_archivo_code = ANY(${value}::text[])`],
  ['periodo', (value) => `i.periodo = ANY(${value}::text[])`],
  ['periodoFrom', (value) => `i.periodo >= ${value}::text`],
  ['periodoTo', (value) => `i.periodo <= ${value}::text`],
  ['estado', (value) => `i.estado = ANY(${value}::estado[])`],
  ['outcome', (value) => `i.outcome = ANY(${value}::import_outcome[])`],
  ['from', (value) => `i.finished_at >= ${value}::timestamptz`],
  ['to', (value) => `i.finished_at < ${value}::timestamptz`],
  ['sequenceAfter', (value) => `i.sequence > ${value}::bigint`],
];

const OF_ROWS: Readonly<Record<DataSet['name'], readonly Condition[]>> = {
  imports: [],
  charges: [
    ['concept', (value) => `c.concept = ANY(${value}::charge_concept[])`],
    ['linea', (value) => `c.linea_number = ANY(${value}::text[])`],
  ],
  issues: [
    ['severity', (value) => `r.severity = ANY(${value}::severity[])`],
    ['code', (value) => `r.code = ANY(${value}::row_issue_code[])`],
  ],
};

/** SQL that joins a data set's imports, and what must hold of them; its values come first. */
export function importsSql({ ofImports }: DataSet, empresaId: number, selection: Selection) {
  const { conditions, values } = placed(OF_IMPORTS, selection, [empresaId]);
  return {
    sql: `imports i JOIN operadores o ON o.id = i.operador_id JOIN usuarios u ON u.id = i.created_by_id
      WHERE ${['i.empresa_id = $1', ofImports, ...conditions].join(' AND ')}`,
    values,
  };
}

/** What must hold of a data set's rows, as a continuation of a WHERE with the values before it. */
export function rowsSql({ name }: DataSet, selection: Selection, before: readonly unknown[]) {
  const { conditions, values } = placed(OF_ROWS[name], selection, before);
  return { sql: conditions.map((condition) => ` AND ${condition}`).join(''), values };
}

/** The names of a request's parameters that restrict a data set. */
export function filterNames(name: DataSet['name']): (keyof Selection)[] {
  return [...OF_IMPORTS, ...OF_ROWS[name]].map(([filter]) => filter);
}

function placed(known: readonly Condition[], selection: Selection, before: readonly unknown[]) {
  const given = known.filter(([name]) => selection[name] !== undefined);
  return {
    conditions: given.map(([, sql], i) => sql(`$${before.length + i + 1}`)),
    values: [...before, ...given.map(([name]) => selection[name])],
  };
}
