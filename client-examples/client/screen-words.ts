import type { EstadoFilter, ImportOutcome, ImportPhase } from '../generated/graphql.ts';

/** The words of the guide's screens, for every client that shows them. */
export const ESTADO_WORDS: Readonly<Record<EstadoFilter, string>> = {
  PENDIENTE_Y_EN_PROCESO: 'Pendiente y en Proceso',
  PENDIENTE: 'Pendiente',
  EN_PROCESO: 'En Proceso',
  FINALIZADO: 'Finalizado',
  ELIMINADO: 'Eliminado',
};

export const PHASE_WORDS: Readonly<Record<ImportPhase, string>> = {
  AWAITING_FILE: 'Espera archivo',
  READY: 'Listo para iniciar',
  SCHEDULED: 'Programado',
  QUEUED: 'En cola',
  READING: 'Leyendo',
  AWAITING_CONFIRMATION: 'Por confirmar',
  STORING: 'Guardando',
  RECONCILING: 'Conciliando',
  RESUMING: 'Reanudando',
  CANCELING: 'Cancelando',
  DONE: 'Terminado',
};

export const OUTCOME_WORDS: Readonly<Record<ImportOutcome, string>> = {
  SUCCEEDED: 'Correcto',
  SUCCEEDED_WITH_ISSUES: 'Con observaciones',
  FAILED: 'Fallido',
  CANCELED: 'Cancelado',
  REVERTED: 'Revertido',
};
