import { ESTADO_WORDS, OUTCOME_WORDS, PHASE_WORDS } from '../client/screen-words.ts';
import { printable } from './printable.ts';
import type { ViewerRow } from './viewer-row.ts';

const numbers = new Intl.NumberFormat('es', { useGrouping: 'always' });

/** What it is doing or how it ended, in the words of the screen. */
export function importStatus({ estado, phase, outcome, programacion, progress }: ViewerRow): string {
  if (estado === 'ELIMINADO') return ESTADO_WORDS.ELIMINADO;
  if (outcome) return OUTCOME_WORDS[outcome];
  if (phase === 'SCHEDULED' && programacion.at) return `Prog. ${shortDate(programacion.at)}`;
  if (phase === 'QUEUED' && progress.queuePosition) return `En cola, puesto ${progress.queuePosition}`;
  if (phase === 'READING' && progress.secondsLeft) return `Leyendo, faltan ${progress.secondsLeft} s`;
  return PHASE_WORDS[phase];
}

/** More about one import: its file, what was read, what it adds up to, why it failed. */
export function importDetail(row: ViewerRow): string {
  if (row.failure) return printable(`${row.failure.code}: ${row.failure.message}`);
  const { rowsRead, rowsRejected } = row.progress;
  const parts = [
    row.file?.name ?? 'sin archivo',
    ...(rowsRead > 0 ? [`${numbers.format(rowsRead)} filas`] : []),
    ...(rowsRejected > 0 ? [`${numbers.format(rowsRejected)} rechazadas`] : []),
    ...(row.estado === 'FINALIZADO' ? [`total ${row.totals.total} ${row.totals.currency}`] : []),
  ];
  return printable(parts.join(' · '));
}

/** Day and time where the terminal is. */
function shortDate(at: string): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getDate())}/${two(date.getMonth() + 1)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
