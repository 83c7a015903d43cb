import type { Path, Report } from './definition-error.ts';
import {
  DATE_FORMATS,
  DURATION_FORMATS,
  PERIODO_FORMATS,
  TIME_FORMATS,
  VOLUME_FORMATS,
} from './definition-schema.ts';

const FORMATS: Readonly<Record<string, readonly string[]>> = {
  DURATION: DURATION_FORMATS,
  DATA_VOLUME: VOLUME_FORMATS,
  PERIODO: PERIODO_FORMATS,
  DATE: DATE_FORMATS,
  DATE_TIME: DATE_FORMATS,
  TIME: TIME_FORMATS,
};

const UNITS_OF: Readonly<Record<string, readonly string[]>> = {
  DURATION: ['SECOND', 'MINUTE'],
  DATA_VOLUME: ['KB', 'MB', 'GB'],
};

/** That a format and a unit are of the type that the column is written in. */
export function checkFormat(
  type: string,
  { format, unit }: { readonly format?: string | undefined; readonly unit?: string | undefined },
  path: Path,
  report: Report,
): void {
  const formats = FORMATS[type] ?? [];
  if (format !== undefined && !formats.includes(format)) {
    const expected = formats.length > 0 ? formats.join(', ') : undefined;
    report(
      [...path, 'format'],
      `"${format}" no es un formato de ${type}; ${expected ? `se espera ${expected}` : 'sobra'}`,
      `"${format}" is not a format of ${type}; ${expected ? `expected ${expected}` : 'leave it out'}`,
    );
  }
  const units = UNITS_OF[type];
  if (unit !== undefined && units && !units.includes(unit)) {
    report(
      [...path, 'unit'],
      `${unit} no mide ${type}; se espera ${units.join(', ')}`,
      `${unit} does not measure ${type}; expected ${units.join(', ')}`,
    );
  }
}
