import type { EstadoFilter } from '../generated/graphql.ts';
import type { Language } from '../import-file/language.ts';
import { ESTADO_CHOICES, isEstadoFilter } from '../watch-imports/estado-choices.ts';
import { UsageError } from './usage-error.ts';

export const ESTADOS = ESTADO_CHOICES.map(({ estado }) => estado);
const DEFAULT_ESTADO: EstadoFilter = 'PENDIENTE_Y_EN_PROCESO';

/**
 * One of the guide's five, as its code or as people write it: FINALIZADO, finalizado, "En Proceso". Throws
 * UsageError.
 */
export function readEstado(text: string | undefined, language: Language): EstadoFilter {
  if (text === undefined) return DEFAULT_ESTADO;
  const code = text
    .trim()
    .replaceAll(/[\s-]+/g, '_')
    .toUpperCase();
  if (isEstadoFilter(code)) return code;
  throw new UsageError(
    language === 'es'
      ? `--estado "${text}" no es ninguno de ${ESTADOS.join(', ')}`
      : `--estado "${text}" is none of ${ESTADOS.join(', ')}`,
  );
}
