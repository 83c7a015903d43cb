import { readdirSync, readFileSync } from 'node:fs';
import { DefinitionError } from './definition/definition-error.ts';
import { type PlantillaFile, parsePlantillaFile } from './plantilla-file.ts';

export type BuiltInPlantilla = PlantillaFile;

const FOLDER = new URL('./built-in/', import.meta.url);

/** Every JSON file of the folder built-in, by name; a file with a mistake throws, naming the file and the mistakes. */
export function readBuiltInPlantillas(folder: URL = FOLDER): BuiltInPlantilla[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const plantillas = names.map((name) => readOne(new URL(name, folder), name));
  const versions = new Map<string, string>();
  plantillas.forEach(({ operador, code, version }, i) => {
    const key = `${operador.code} ${code} ${version}`;
    const name = names[i] ?? '';
    const other = versions.get(key);
    if (other)
      throw new Error(`${other} and ${name} are both version ${version} of ${code}: raise one of them`);
    versions.set(key, name);
  });
  return plantillas;
}

function readOne(file: URL, name: string): BuiltInPlantilla {
  try {
    return parsePlantillaFile(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const mistakes =
      cause instanceof DefinitionError
        ? cause.problems.map(({ path, text }) => `\n  ${path}: ${text.en}`).join('')
        : '';
    throw new Error(`The built-in plantilla ${name} has a mistake${mistakes && `:${mistakes}`}`, { cause });
  }
}
