import type { EstadoFilter } from '../generated/graphql.ts';
import type { ViewerRow } from './viewer-row.ts';

/**
 * Rows in the order in which the API lists them: the queue's order with the running ones first where something is
 * pending, by start where all are running, else the newest first.
 */
export function inListOrder(rows: readonly ViewerRow[], estado: EstadoFilter): ViewerRow[] {
  return [...rows].sort(comparison(estado));
}

type Comparison = (a: ViewerRow, b: ViewerRow) => number;

function comparison(estado: EstadoFilter): Comparison {
  switch (estado) {
    case 'PENDIENTE_Y_EN_PROCESO':
    case 'PENDIENTE':
      return (a, b) => runningFirst(a, b) || byStart(a, b) || byQueue(a, b) || a.number - b.number;
    case 'EN_PROCESO':
      return (a, b) => byStart(a, b) || a.number - b.number;
    case 'FINALIZADO':
    case 'ELIMINADO':
      return (a, b) => b.number - a.number;
    default:
      return estado satisfies never;
  }
}

const runningFirst: Comparison = (a, b) =>
  Number(b.estado === 'EN_PROCESO') - Number(a.estado === 'EN_PROCESO');
const byStart: Comparison = (a, b) => compareTexts(a.startedAt ?? '', b.startedAt ?? '');
/** What waits for a file or a date comes behind what waits for a worker. */
const byQueue: Comparison = (a, b) => queuePlace(a) - queuePlace(b);

function queuePlace({ progress }: ViewerRow): number {
  return progress.queuePosition ?? Number.MAX_SAFE_INTEGER;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
