import type { Wording } from '../words/use-words.ts';
import type { ImportRowData } from './import-row-fragment.ts';

export type Tone = 'wait' | 'run' | 'good' | 'warn' | 'bad' | 'off';

/** What it is doing or how it ended, in the words of the screen, and the colour that goes with it. */
export function importStatus(
  {
    estado,
    phase,
    outcome,
    validateOnly,
  }: Pick<ImportRowData, 'estado' | 'phase' | 'outcome' | 'validateOnly'>,
  { words }: Pick<Wording, 'words'>,
): { readonly text: string; readonly tone: Tone } {
  if (estado === 'ELIMINADO') return { text: words.estados.ELIMINADO, tone: 'off' };
  if (estado === 'PENDIENTE') return { text: words.phases[phase], tone: 'wait' };
  if (estado === 'EN_PROCESO') {
    return { text: words.phases[phase], tone: phase === 'AWAITING_CONFIRMATION' ? 'warn' : 'run' };
  }
  switch (outcome) {
    case 'SUCCEEDED':
      return { text: validateOnly ? words.row.validateOnly : words.outcomes.SUCCEEDED, tone: 'good' };
    case 'SUCCEEDED_WITH_ISSUES':
      return { text: words.outcomes.SUCCEEDED_WITH_ISSUES, tone: 'warn' };
    case 'FAILED':
      return { text: words.outcomes.FAILED, tone: 'bad' };
    case 'CANCELED':
    case 'REVERTED':
      return { text: words.outcomes[outcome], tone: 'off' };
    case null:
    case undefined:
      return { text: words.phases.DONE, tone: 'off' };
    default:
      return outcome satisfies never;
  }
}

/** The line below the bar: rows, how fast, how long still, where in the queue, which attempt. */
export function progressParts(
  { estado, phase, progress, programacion, failure, createdAt }: ImportRowData,
  { words, formats }: Wording,
): readonly string[] {
  const { rowsRead, rowsRejected, rowsPerSecond, secondsLeft, queuePosition, attempt } = progress;
  const runs = estado === 'EN_PROCESO';
  const parts: string[] = [];
  if (failure) parts.push(failure.message);
  if (phase === 'SCHEDULED' && programacion.at)
    parts.push(words.row.scheduled(formats.moment(programacion.at)));
  if (queuePosition) parts.push(words.row.place(formats.count(queuePosition)));
  if (rowsRead > 0) parts.push(words.row.rows(formats.count(rowsRead)));
  if (rowsRejected > 0) parts.push(words.row.rejected(formats.count(rowsRejected)));
  if (runs && rowsPerSecond) parts.push(words.row.rate(formats.count(rowsPerSecond)));
  if (runs && secondsLeft != null) parts.push(words.row.left(formats.duration(secondsLeft)));
  if (attempt > 1) parts.push(words.row.attempt(formats.count(attempt)));
  if (parts.length === 0) parts.push(formats.moment(createdAt));
  return parts;
}
