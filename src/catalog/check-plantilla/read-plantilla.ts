import { readFile, stat } from 'node:fs/promises';
import { ValidationError } from '../../domain/errors.ts';
import { type Message, message } from '../../domain/message.ts';
import type { Definition } from '../../plantillas/definition/definition-schema.ts';
import { parseDefinition } from '../../plantillas/definition.ts';
import { isPlantillaFile, type PlantillaFile, parsePlantillaFile } from '../../plantillas/plantilla-file.ts';

/** A larger one is no plantilla. */
const MAX_BYTES = 8 * 2 ** 20;

export interface ReadPlantilla {
  /** Undefined where the file holds the definition alone. */
  readonly file: PlantillaFile | undefined;
  /** As it is written. */
  readonly json: unknown;
  readonly definition: Definition;
}

/** Throws ValidationError (DefinitionError) with every mistake, or for a file that is not there or is no JSON. */
export async function readPlantilla(path: string): Promise<ReadPlantilla> {
  const json = parseJson(await textOf(path), path);
  if (!isPlantillaFile(json)) return { file: undefined, json, definition: parseDefinition(json) };
  const file = parsePlantillaFile(json);
  return { file, json: file.definition, definition: parseDefinition(file.definition) };
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= MAX_BYTES) return await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw refused(
      message(`No se puede leer "${path}" (${error.code})`, `"${path}" cannot be read (${error.code})`),
    );
  }
  throw refused(
    message(`"${path}" es demasiado grande para una plantilla`, `"${path}" is too large for a plantilla`),
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refused(message(`"${path}" no es JSON: ${why}`, `"${path}" is no JSON: ${why}`));
  }
}

function refused(text: Message): ValidationError {
  return new ValidationError([{ path: ['plantilla'], code: 'UNREADABLE', text }]);
}
