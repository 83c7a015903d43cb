import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { isPeriodo, type Periodo } from '../domain/periodo.ts';
import { parseDefinition } from './definition.ts';

export interface BuiltInPlantilla {
  readonly operador: {
    readonly code: string;
    readonly name: string;
    readonly country: string;
    readonly currency: string;
    readonly timeZone: string;
  };
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly validFrom: Periodo | null;
  readonly validTo: Periodo | null;
  /** As the file has it: what is stored and shown. Checked already: parseDefinition takes it. */
  readonly definition: Readonly<Record<string, unknown>>;
}

const periodo = z.string().refine(isPeriodo).nullable();

const fileSchema = z.strictObject({
  operador: z.strictObject({
    code: z.string(),
    name: z.string(),
    country: z.string().length(2),
    currency: z.string().length(3),
    timeZone: z.string(),
  }),
  code: z.string(),
  name: z.string(),
  version: z.int().min(1),
  validFrom: periodo,
  validTo: periodo,
  definition: z.record(z.string(), z.unknown()),
});

const FOLDER = new URL('./built-in/', import.meta.url);

/** Every JSON file of the folder built-in, by name; a file with a mistake throws, naming the file. */
export function readBuiltInPlantillas(folder: URL = FOLDER): BuiltInPlantilla[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return names.map((name) => readOne(new URL(name, folder), name));
}

function readOne(file: URL, name: string): BuiltInPlantilla {
  try {
    const read = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    parseDefinition(read.definition);
    return read;
  } catch (cause) {
    throw new Error(`The built-in plantilla ${name} has a mistake`, { cause });
  }
}
