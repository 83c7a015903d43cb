import type { EstadoFilter, ImportOutcome } from '../domain/codes.ts';
import type { Periodo } from '../domain/periodo.ts';

type Given<T> = T | null | undefined;

/** What the viewer shows. null and undefined restrict nothing; an id that names nothing matches no import. */
export interface ImportFilter {
  readonly operadorId?: Given<number>;
  /** Any version of it: matched by code. */
  readonly plantillaId?: Given<number>;
  /** Of any version of its plantilla: matched by code. */
  readonly tipoArchivoId?: Given<number>;
  readonly periodo?: Given<Periodo>;
  /** Inclusive, as are periodoTo, createdFrom and createdTo. */
  readonly periodoFrom?: Given<Periodo>;
  readonly periodoTo?: Given<Periodo>;
  readonly outcome?: Given<readonly ImportOutcome[]>;
  readonly createdBy?: Given<number>;
  readonly createdFrom?: Given<Date>;
  readonly createdTo?: Given<Date>;
  /** The exact number, or a file name by its beginning. */
  readonly search?: Given<string>;
}

export interface ImportSelection {
  readonly empresaId: number;
  readonly estado?: Given<EstadoFilter>;
  readonly filter?: Given<ImportFilter>;
}

/** A condition on the table imports, under the name i, and the values of its $1, $2, … */
export interface Where {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const MAX_INT = 2 ** 31 - 1;

/** The one place that says which imports a list, a count and a live viewer hold. Further values start at $n + 1. */
export function whereImports({ empresaId, estado, filter }: ImportSelection): Where {
  const values: unknown[] = [empresaId];
  const conditions = ['i.empresa_id = $1'];
  const add = (value: unknown, condition: (place: string) => string) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  for (const [value, condition] of [...ofEstado(estado), ...ofFilter(filter ?? {})]) add(value, condition);
  return { sql: conditions.join(' AND '), values };
}

type Condition = readonly [value: unknown, sql: (place: string) => string];

function ofEstado(estado: Given<EstadoFilter>): Condition[] {
  if (!estado) return [];
  const estados = estado === 'PENDIENTE_Y_EN_PROCESO' ? ['PENDIENTE', 'EN_PROCESO'] : [estado];
  return [[estados, (place) => `i.estado = ANY(${place}::estado[])`]];
}

function ofFilter(filter: ImportFilter): Condition[] {
  const { operadorId, plantillaId, tipoArchivoId, createdBy, outcome, search } = filter;
  const conditions: (Condition | undefined)[] = [
    when(idOf(operadorId), (place) => `i.operador_id = ${place}`),
    when(idOf(plantillaId), ofPlantilla),
    when(idOf(tipoArchivoId), ofTipoArchivo),
    when(filter.periodo, (place) => `i.periodo = ${place}`),
    when(filter.periodoFrom, (place) => `i.periodo >= ${place}`),
    when(filter.periodoTo, (place) => `i.periodo <= ${place}`),
    when(outcome, (place) => `i.outcome = ANY(${place}::import_outcome[])`),
    when(idOf(createdBy), (place) => `i.created_by_id = ${place}`),
    when(filter.createdFrom, (place) => `i.created_at >= ${place}::timestamptz`),
    when(filter.createdTo, (place) => `i.created_at <= ${place}::timestamptz`),
    ...(search ? ofSearch(search.trim()) : []),
  ];
  return conditions.filter((condition) => condition !== undefined);
}

function when(value: unknown, sql: Condition[1]): Condition | undefined {
  return value === null || value === undefined ? undefined : [value, sql];
}

/** What no integer column can hold names nothing. */
function idOf(id: Given<number>): Given<number> {
  if (id === null || id === undefined) return undefined;
  return Number.isSafeInteger(id) && id > 0 && id <= MAX_INT ? id : 0;
}

function ofPlantilla(place: string): string {
  return `(i.operador_id, i.plantilla_code) IN (
    SELECT p.operador_id, p.code FROM plantillas p WHERE p.id = ${place} AND (p.empresa_id IS NULL OR p.empresa_id = $1))`;
}

function ofTipoArchivo(place: string): string {
  return `(i.operador_id, i.plantilla_code, i.tipo_archivo_code) IN (
    SELECT p.operador_id, p.code, t.code FROM tipos_archivo t JOIN plantillas p ON p.id = t.plantilla_id
    WHERE t.id = ${place} AND (p.empresa_id IS NULL OR p.empresa_id = $1))`;
}

function ofSearch(text: string): Condition[] {
  if (text === '') return [];
  if (text.includes('\0')) return [[false, (place) => `${place}::boolean`]];
  const beginning = `${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const name: Condition = [beginning, (place) => `lower(i.file_name) LIKE lower(${place})`];
  if (!/^\d{1,10}$/.test(text) || Number(text) > MAX_INT) return [name];
  return [
    [
      [text, beginning],
      (place) => `(i.number = (${place}::text[])[1]::int OR ${name[1](`(${place}::text[])[2]`)})`,
    ],
  ];
}
