import type { Estado } from '../domain/codes.ts';
import { TransitionError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { ImportNow } from './import-now.ts';

export type RefusedAction = 'UPLOAD_FILE' | 'START' | 'DELETE' | 'PREVIEW';

const ACTION = {
  UPLOAD_FILE: { es: 'recibir un archivo', en: 'take a file' },
  START: { es: 'iniciarse', en: 'be started' },
  DELETE: { es: 'eliminarse', en: 'be deleted' },
  PREVIEW: { es: 'mostrar una vista previa', en: 'be previewed' },
} as const;

const NOW = {
  EN_PROCESO: {
    es: 'espere a que termine',
    en: 'wait until it has ended',
  },
  FINALIZADO: {
    es: 'ya terminó; programe otra importación',
    en: 'it has ended; schedule another import',
  },
  ELIMINADO: {
    es: 'fue eliminada; programe otra importación',
    en: 'it was deleted; schedule another import',
  },
  PENDIENTE: {
    es: 'cambió mientras tanto; vea cómo está y repita si hace falta',
    en: 'it changed in the meantime; look at it as it is now and repeat if need be',
  },
} as const satisfies Record<Estado, { es: string; en: string }>;

/** Says which import cannot do what, what it is now, and what to do instead. */
export function transitionRefused(action: RefusedAction, now: ImportNow): TransitionError {
  const { es, en } = ACTION[action];
  const { id, number, estado, phase } = now;
  const advice =
    phase === 'AWAITING_FILE' && (action === 'START' || action === 'PREVIEW') ? FILE_FIRST : NOW[estado];
  return new TransitionError(
    message(
      `La importación ${number} está ${estado} (${phase}) y no puede ${es}: ${advice.es}`,
      `Import ${number} is ${estado} (${phase}) and cannot ${en}: ${advice.en}`,
    ),
    { importId: id, estado, phase },
  );
}

const FILE_FIRST = { es: 'suba primero su archivo', en: 'upload its file first' };
