import type { OpenFile } from '../domain/row.ts';
import type { Definition } from '../plantillas/definition.ts';
import type { ReadTask } from './messages.ts';
import { openLocalFile } from './open-local-file.ts';

/** openLocalFile as the tipo de archivo says; onBytes is called whenever bytes of it were read. */
export function openTaskFile(
  { path, format, limits, tipoArchivo }: Pick<ReadTask, 'path' | 'format' | 'limits' | 'tipoArchivo'>,
  definition: Definition,
  onBytes: () => void,
): OpenFile {
  const tipo = definition.tiposArchivo.find(({ code }) => code === tipoArchivo);
  return openLocalFile(path, format, limits, tipo?.csv ?? definition.csv ?? {}, onBytes);
}
