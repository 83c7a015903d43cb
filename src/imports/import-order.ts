import type { EstadoFilter } from '../domain/codes.ts';

export const IMPORT_ORDER_FIELDS = ['QUEUE', 'CREATED_AT', 'STARTED_AT', 'FINISHED_AT', 'PERIODO'] as const;
export type ImportOrderField = (typeof IMPORT_ORDER_FIELDS)[number];
export const DIRECTIONS = ['ASC', 'DESC'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface ImportOrder {
  readonly field: ImportOrderField;
  /** Left out: ASC for QUEUE, DESC for the others. */
  readonly direction?: Direction | null | undefined;
}

export type SortType = 'int' | 'timestamptz' | 'text';

/** What imports are sorted by: expressions that are never null, compared as one row, all in the same direction. */
export interface Sorting {
  /** Names the order within a cursor. */
  readonly name: string;
  readonly direction: Direction;
  /** The last one is the id, which settles ties. */
  readonly keys: readonly { readonly sql: string; readonly type: SortType }[];
}

const ID = { sql: 'i.id', type: 'int' } as const;
/** Running ones, then what waits: its turn, its date, its start, its file. Ended ones come last. */
const QUEUE_RANK = `CASE WHEN i.estado = 'EN_PROCESO' THEN 0 WHEN i.phase = 'QUEUED' THEN 1 WHEN i.phase = 'SCHEDULED' THEN 2
  WHEN i.phase = 'READY' THEN 3 WHEN i.phase = 'AWAITING_FILE' THEN 4 ELSE 5 END`;
const QUEUE_TIME = `coalesce(CASE WHEN i.estado = 'EN_PROCESO' THEN i.started_at WHEN i.phase = 'QUEUED' THEN i.queued_at
  WHEN i.phase = 'SCHEDULED' THEN i.programacion_at END, i.created_at)`;

/**
 * The order asked for, or the viewer's own: the queue's for the two pending filters, by start for running ones, else
 * the newest first.
 */
export function sortingOf(
  order: ImportOrder | null | undefined,
  estado: EstadoFilter | null | undefined,
): Sorting {
  const { field, direction } = order ?? viewersOrder(estado);
  const towards = direction ?? (field === 'QUEUE' ? 'ASC' : 'DESC');
  return { name: `${field} ${towards}`, direction: towards, keys: [...keysOf(field, towards), ID] };
}

function viewersOrder(estado: EstadoFilter | null | undefined): ImportOrder {
  switch (estado) {
    case 'PENDIENTE':
    case 'PENDIENTE_Y_EN_PROCESO':
      return { field: 'QUEUE' };
    case 'EN_PROCESO':
      return { field: 'STARTED_AT', direction: 'ASC' };
    default:
      return { field: 'CREATED_AT' };
  }
}

function keysOf(field: ImportOrderField, direction: Direction): Sorting['keys'] {
  switch (field) {
    case 'QUEUE':
      return [
        { sql: QUEUE_RANK, type: 'int' },
        { sql: QUEUE_TIME, type: 'timestamptz' },
      ];
    case 'CREATED_AT':
      return [{ sql: 'i.created_at', type: 'timestamptz' }];
    case 'STARTED_AT':
      return [lastWhenNull('i.started_at', direction)];
    case 'FINISHED_AT':
      return [lastWhenNull('i.finished_at', direction)];
    case 'PERIODO':
      return [{ sql: 'i.periodo', type: 'text' }];
    default:
      return field satisfies never;
  }
}

/** What has not happened yet comes after everything that has, whichever way the list runs. */
function lastWhenNull(column: string, direction: Direction): Sorting['keys'][number] {
  const end = direction === 'ASC' ? '9999-12-31T00:00:00Z' : '0001-01-01T00:00:00Z';
  return { sql: `coalesce(${column}, '${end}')`, type: 'timestamptz' };
}
