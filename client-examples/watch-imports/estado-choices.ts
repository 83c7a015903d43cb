import type { EstadoFilter } from '../generated/graphql.ts';
import type { ViewerCounts } from './viewer-state.ts';

/** The drop-down "Estado" of the Visor de Tareas, in its order; the key chooses it. */
export const ESTADO_CHOICES = [
  {
    key: '1',
    estado: 'PENDIENTE_Y_EN_PROCESO',
    label: 'Pendiente y en Proceso',
    count: 'pendienteYEnProceso',
  },
  { key: '2', estado: 'PENDIENTE', label: 'Pendiente', count: 'pendiente' },
  { key: '3', estado: 'EN_PROCESO', label: 'En Proceso', count: 'enProceso' },
  { key: '4', estado: 'FINALIZADO', label: 'Finalizado', count: 'finalizado' },
  { key: '5', estado: 'ELIMINADO', label: 'Eliminado', count: 'eliminado' },
] as const satisfies readonly {
  key: string;
  estado: EstadoFilter;
  label: string;
  count: keyof ViewerCounts;
}[];

export function isEstadoFilter(text: string): text is EstadoFilter {
  return ESTADO_CHOICES.some(({ estado }) => estado === text);
}
