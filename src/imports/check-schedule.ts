import { type InvalidField, ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { ScheduleImportInput } from './schedule-input.ts';

/** A clock that is a little slow, or a form that stood open for a moment, is no mistake. */
const MAX_PAST_MS = 60_000;
const MAX_KEY_CHARACTERS = 200;

type Checked = Pick<ScheduleImportInput, 'programacion' | 'idempotencyKey'>;

/** What can be judged without the catalog. Throws ValidationError with one field for each part that does not do. */
export function checkSchedule(input: Checked, now: Date): void {
  const [first, ...others] = [programacionProblem(input, now), keyProblem(input.idempotencyKey)].filter(
    (problem) => problem !== undefined,
  );
  if (first) throw new ValidationError([first, ...others]);
}

function programacionProblem({ programacion }: Checked, now: Date): InvalidField | undefined {
  const at = programacion?.at ?? undefined;
  const path = ['programacion', 'at'];
  if (programacion?.mode !== 'EN_FECHA') {
    if (at === undefined) return undefined;
    return {
      path,
      code: 'NOT_ALLOWED',
      text: message(
        `La programación AHORA no lleva fecha (${at.toISOString()}); quítela o elija EN_FECHA`,
        `The programacion AHORA has no date (${at.toISOString()}); leave it out or choose EN_FECHA`,
      ),
    };
  }
  if (at === undefined) {
    return {
      path,
      code: 'MISSING_VALUE',
      text: message(
        'La programación EN_FECHA necesita "at", la fecha y hora en que debe empezar, por ejemplo 2026-10-01T06:00:00-05:00',
        'The programacion EN_FECHA needs "at", the date and time to start at, for example 2026-10-01T06:00:00-05:00',
      ),
    };
  }
  return at.getTime() < now.getTime() - MAX_PAST_MS ? inThePast(path, at, now) : undefined;
}

function inThePast(path: readonly string[], at: Date, now: Date): InvalidField {
  return {
    path,
    code: 'IN_THE_PAST',
    text: message(
      `La fecha ${at.toISOString()} ya pasó (ahora son las ${now.toISOString()}); elija una posterior o AHORA`,
      `The date ${at.toISOString()} has passed (it is ${now.toISOString()} now); choose a later one, or AHORA`,
    ),
  };
}

function keyProblem(key: string | null | undefined): InvalidField | undefined {
  if (key === null || key === undefined) return undefined;
  const characters = [...key].length;
  if (characters >= 1 && characters <= MAX_KEY_CHARACTERS && !/\p{Cc}/u.test(key)) return undefined;
  return {
    path: ['idempotencyKey'],
    code: 'INVALID_LENGTH',
    text: message(
      `idempotencyKey tiene ${characters} caracteres; se esperan de 1 a ${MAX_KEY_CHARACTERS}, sin caracteres de control, por ejemplo un UUID`,
      `idempotencyKey has ${characters} characters; expected are 1 to ${MAX_KEY_CHARACTERS} without control characters, for example a UUID`,
    ),
  };
}
