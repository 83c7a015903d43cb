import { ValidationError } from './errors.ts';
import { message } from './message.ts';

declare const periodoBrand: unique symbol;
/** The month of consumption, YYYY-MM. */
export type Periodo = string & { readonly [periodoBrand]: true };

const PERIODO = /^(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])$/;

export function isPeriodo(text: string): text is Periodo {
  return PERIODO.test(text);
}

/** Throws ValidationError INVALID_PERIODO naming the value and the expected form. */
export function parsePeriodo(text: string, path: readonly string[] = ['periodo']): Periodo {
  if (isPeriodo(text)) return text;
  throw new ValidationError([
    {
      path,
      code: 'INVALID_PERIODO',
      text: message(
        `"${text.slice(0, 40)}" no es un mes escrito AAAA-MM, por ejemplo 2026-09`,
        `"${text.slice(0, 40)}" is not a month written YYYY-MM, for example 2026-09`,
      ),
    },
  ]);
}

/** Undefined: there is none that can be written. */
export function monthBefore(periodo: Periodo): Periodo | undefined {
  const [year, month] = periodo.split('-').map(Number) as [number, number];
  const [y, m] = month === 1 ? [year - 1, 12] : [year, month - 1];
  const before = `${y}-${String(m).padStart(2, '0')}`;
  return isPeriodo(before) ? before : undefined;
}

/** Dates, YYYY-MM-DD, both inclusive. */
export interface Cycle {
  readonly from: string;
  readonly to: string;
}

/**
 * The days that a periodo covers: the calendar month, or, with a cycleDay above 1, from that day of the month before to
 * the day before it in the month itself (cycleDay 18, 2026-09: 2026-08-18 to 2026-09-17). A day that a month lacks is
 * its last one.
 */
export function cycleOf(periodo: Periodo, cycleDay: number): Cycle {
  const [year, month] = periodo.split('-').map(Number) as [number, number];
  if (cycleDay <= 1) return { from: day(year, month, 1), to: day(year, month, 31) };
  const to = new Date(Date.UTC(year, month - 1, Math.min(cycleDay, daysIn(year, month)) - 1));
  return { from: day(year, month - 1, cycleDay), to: to.toISOString().slice(0, 10) };
}

function day(year: number, month: number, wanted: number): string {
  const [y, m] = month < 1 ? [year - 1, month + 12] : [year, month];
  return new Date(Date.UTC(y, m - 1, Math.min(wanted, daysIn(y, m)))).toISOString().slice(0, 10);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
