import type { Estado } from '../domain/codes.ts';
import { TransitionError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { ImportNow } from './import-now.ts';
import type { DuplicateFile } from './receive/duplicate-file.ts';

export type RefusedAction =
  | 'UPLOAD_FILE'
  | 'START'
  | 'DELETE'
  | 'CONFIRM'
  | 'CANCEL'
  | 'RETRY'
  | 'REVERT'
  | 'PREVIEW';

const ACTION = {
  UPLOAD_FILE: { es: 'recibir un archivo', en: 'take a file' },
  START: { es: 'iniciarse', en: 'be started' },
  DELETE: { es: 'eliminarse', en: 'be deleted' },
  PREVIEW: { es: 'mostrar una vista previa', en: 'be previewed' },
  CONFIRM: { es: 'confirmarse', en: 'be confirmed' },
  CANCEL: { es: 'cancelarse', en: 'be canceled' },
  RETRY: { es: 'reintentarse', en: 'be retried' },
  REVERT: { es: 'revertirse', en: 'be reverted' },
} as const;

const NOW = {
  EN_PROCESO: {
    es: 'espere a que termine, o cancélela',
    en: 'wait until it has ended, or cancel it',
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
  const advice = adviceFor(action, now);
  return new TransitionError(
    message(
      `La importación ${number} está ${estado} (${phase}) y no puede ${es}: ${advice.es}`,
      `Import ${number} is ${estado} (${phase}) and cannot ${en}: ${advice.en}`,
    ),
    { importId: id, estado, phase },
  );
}

function adviceFor(action: RefusedAction, { estado, phase }: ImportNow): { es: string; en: string } {
  if (phase === 'AWAITING_FILE' && (action === 'START' || action === 'PREVIEW')) return FILE_FIRST;
  if (estado === 'PENDIENTE' && action === 'CANCEL') return DELETE_INSTEAD;
  if (estado === 'EN_PROCESO' && action === 'CONFIRM') return NOTHING_TO_CONFIRM;
  if (estado === 'FINALIZADO' && action === 'RETRY') return STORED_ALREADY;
  if (estado === 'FINALIZADO' && action === 'REVERT') return NOTHING_STORED;
  return NOW[estado];
}

/** What is to be retried has the bytes of another import, which must not be stored twice. */
export function fileHeldElsewhere(now: ImportNow, holder: DuplicateFile): TransitionError {
  const { es, en } = ACTION.RETRY;
  return new TransitionError(
    message(
      `La importación ${now.number} no puede ${es}: su archivo ya está en la importación ${holder.number} (${holder.estado}, ${holder.tipo}, ${holder.periodo})`,
      `Import ${now.number} cannot ${en}: its file is in import ${holder.number} already (${holder.estado}, ${holder.tipo}, ${holder.periodo})`,
    ),
    { importId: now.id, estado: now.estado, phase: now.phase },
  );
}

const STORED_ALREADY = {
  es: 'ya se guardó; si fue un error, reviértala primero',
  en: 'it was stored; if that was a mistake, revert it first',
};
const NOTHING_STORED = { es: 'no guardó ningún cargo', en: 'it has stored no charge' };
const DELETE_INSTEAD = { es: 'todavía no corre; elimínela', en: 'it does not run yet; delete it' };
const NOTHING_TO_CONFIRM = {
  es: 'solo se confirma mientras está AWAITING_CONFIRMATION',
  en: 'that is possible only while it is AWAITING_CONFIRMATION',
};
const FILE_FIRST = { es: 'suba primero su archivo', en: 'upload its file first' };
