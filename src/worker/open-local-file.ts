import { codeOf } from '../domain/code-of.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { OpenFile } from '../domain/row.ts';
import { openBillingFile } from '../formats/index.ts';

/** openBillingFile, and FILE_LOST where the path names nothing any more. */
export function openLocalFile(...arguments_: Parameters<typeof openBillingFile>): OpenFile {
  try {
    return openBillingFile(...arguments_);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new ImportFailedError(
      'FILE_LOST',
      message('El archivo ya no está donde se guardó', 'The file is no longer where it was kept'),
      { hint: message('Cárguelo de nuevo en otra importación.', 'Upload it again to another import.') },
      error,
    );
  }
}
