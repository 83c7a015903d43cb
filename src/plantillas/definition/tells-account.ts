import type { Definition } from './definition-schema.ts';
import { fileNameParts } from './file-name.ts';
import { tipoLayout } from './tipo-layout.ts';

/** Whether a column, a constant or the name of the file may say which account a row belongs to. */
export function tellsAccount(definition: Definition, tipoArchivoCode: string): boolean {
  const { tipo, fileName } = tipoLayout(definition, tipoArchivoCode);
  const isNamed = fileName !== undefined && fileNameParts(fileName).some(({ kind }) => kind === 'ACCOUNT');
  return isNamed || tipo.columns.some(({ field }) => field === 'account');
}
