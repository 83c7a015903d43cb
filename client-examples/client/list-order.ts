import type { Estado, EstadoFilter, ImportPhase } from '../generated/graphql.ts';

/** What decides where an import stands in a list. */
export interface Listed {
  readonly number: number;
  readonly estado: Estado;
  readonly phase: ImportPhase;
  readonly startedAt?: string | null | undefined;
  readonly programacion: { readonly at?: string | null | undefined };
  readonly progress: { readonly queuePosition?: number | null | undefined };
}

export type Comparison = (a: Listed, b: Listed) => number;

/**
 * The order in which the API lists: the queue's where something is pending, by start where all run, else
 * newest first.
 */
export function listOrder(estado: EstadoFilter): Comparison {
  switch (estado) {
    case 'PENDIENTE_Y_EN_PROCESO':
    case 'PENDIENTE':
      return (a, b) => queueRank(a) - queueRank(b) || byTurn(a, b) || a.number - b.number;
    case 'EN_PROCESO':
      return (a, b) => byStart(a, b) || a.number - b.number;
    case 'FINALIZADO':
    case 'ELIMINADO':
      return (a, b) => b.number - a.number;
    default:
      return estado satisfies never;
  }
}

const WAITING: readonly ImportPhase[] = ['QUEUED', 'SCHEDULED', 'READY', 'AWAITING_FILE'];

/** What runs, then what waits: for its turn, its date, its start, its file. */
function queueRank({ estado, phase }: Listed): number {
  return estado === 'EN_PROCESO' ? 0 : 1 + WAITING.indexOf(phase);
}

const byTurn: Comparison = (a, b) => byStart(a, b) || byPlace(a, b) || byDate(a, b);
const byStart: Comparison = (a, b) => compareTexts(a.startedAt, b.startedAt);
const byPlace: Comparison = (a, b) => (a.progress.queuePosition ?? 0) - (b.progress.queuePosition ?? 0);
const byDate: Comparison = (a, b) => compareTexts(a.programacion.at, b.programacion.at);

/** Moments are written so that their texts sort as they do. */
function compareTexts(a: string | null | undefined, b: string | null | undefined): number {
  const [left, right] = [a ?? '', b ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
