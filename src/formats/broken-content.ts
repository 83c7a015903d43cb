import { type FailureDetails, ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

const HINT = message(
  'Abra el archivo en Excel, guárdelo de nuevo y vuelva a cargarlo; si Excel tampoco lo abre, pídalo otra vez al operador.',
  'Open the file in Excel, save it again and upload it once more; if Excel cannot open it either, ask the operator for it again.',
);

/** The content is damaged: nothing of the file may be believed. `es` and `en` are sentences that say what was found. */
export function brokenContent(
  es: string,
  en: string,
  details: FailureDetails = {},
  cause?: unknown,
): ImportFailedError {
  return new ImportFailedError('BROKEN_CONTENT', message(es, en), { hint: HINT, ...details }, cause);
}
