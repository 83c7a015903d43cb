import { ESTADO_WORDS } from '../client/screen-words.ts';
import type { EstadoFilter } from '../generated/graphql.ts';
import type { ViewerCounts } from './viewer-state.ts';

/** The drop-down "Estado" of the Visor de Tareas, in its order; the key chooses it. */
export const ESTADO_CHOICES = [
  {
    key: '1',
    estado: 'PENDIENTE_Y_EN_PROCESO',
    label: ESTADO_WORDS.PENDIENTE_Y_EN_PROCESO,
    count: 'pendienteYEnProceso',
  },
  { key: '2', estado: 'PENDIENTE', label: ESTADO_WORDS.PENDIENTE, count: 'pendiente' },
  { key: '3', estado: 'EN_PROCESO', label: ESTADO_WORDS.EN_PROCESO, count: 'enProceso' },
  { key: '4', estado: 'FINALIZADO', label: ESTADO_WORDS.FINALIZADO, count: 'finalizado' },
  { key: '5', estado: 'ELIMINADO', label: ESTADO_WORDS.ELIMINADO, count: 'eliminado' },
] as const satisfies readonly {
  key: string;
  estado: EstadoFilter;
  label: string;
  count: keyof ViewerCounts;
}[];

export function isEstadoFilter(text: string): text is EstadoFilter {
  return ESTADO_CHOICES.some(({ estado }) => estado === text);
}
