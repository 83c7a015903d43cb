import { z } from 'zod';
import { type Message, message } from '../domain/message.ts';
import { isPeriodo, type Periodo } from '../domain/periodo.ts';
import { DefinitionError, type DefinitionProblem, pathText } from './definition/definition-error.ts';
import { parseDefinition } from './definition.ts';

/** A plantilla as a file holds it: the definition, and beside it what it is called and whose it is. */
export interface PlantillaFile {
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
const code = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/);
const name = z.string().min(1).max(200);

const fileSchema = z.strictObject({
  operador: z.strictObject({
    code,
    name,
    country: z.string().regex(/^[A-Z]{2}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
    timeZone: z.string().refine(isTimeZone),
  }),
  code,
  name,
  version: z.int().min(1),
  validFrom: periodo,
  validTo: periodo,
  definition: z.record(z.string(), z.unknown()),
});

/** Throws DefinitionError with every mistake of the file, those of its definition included, each with its path. */
export function parsePlantillaFile(json: unknown): PlantillaFile {
  const read = fileSchema.safeParse(json);
  const [first, ...others] = [
    ...(read.success ? [] : read.error.issues.flatMap((issue) => envelopeProblems(issue, json))),
    ...definitionProblems(property(json, 'definition')),
  ];
  if (first) throw new DefinitionError([first, ...others]);
  if (!read.success) throw new Error('a file without a problem is read');
  return read.data;
}

/** Whether a file holds more than the definition alone. */
export function isPlantillaFile(json: unknown): boolean {
  return property(json, 'definition') !== undefined || property(json, 'operador') !== undefined;
}

function definitionProblems(definition: unknown): DefinitionProblem[] {
  if (definition === undefined) return [];
  try {
    parseDefinition(definition);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems.map(({ path, text }) => ({
      path: path === '' ? 'definition' : `definition.${path}`,
      text,
    }));
  }
}

const CODE = message(
  'minúsculas, cifras y guiones, como "claro-pe"',
  'small letters, digits and dashes, like "claro-pe"',
);
const MONTH = message('un mes como "2026-09", o null', 'a month like "2026-09", or null');
const EXPECTED: Readonly<Record<string, Message>> = {
  operador: message(
    '{ code, name, country, currency, timeZone }',
    '{ code, name, country, currency, timeZone }',
  ),
  code: CODE,
  name: message('un nombre de 1 a 200 caracteres', 'a name of 1 to 200 characters'),
  country: message('el país en dos letras, como "PE"', 'the country in two letters, like "PE"'),
  currency: message('la moneda en tres letras, como "PEN"', 'the currency in three letters, like "PEN"'),
  timeZone: message('una zona como "America/Lima"', 'a zone like "America/Lima"'),
  version: message('un número entero desde 1', 'a whole number from 1'),
  validFrom: MONTH,
  validTo: MONTH,
  definition: message('un objeto { … }', 'an object { … }'),
};

function envelopeProblems(issue: z.core.$ZodIssue, json: unknown): DefinitionProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      text: message(`"${key}" no es una palabra de aquí`, `"${key}" is not a word of this place`),
    }));
  }
  const key = String(issue.path.at(-1) ?? '');
  const expected = EXPECTED[key] ?? message('{ operador, code, … }', '{ operador, code, … }');
  const value = issue.path.reduce<unknown>((inner, part) => property(inner, part), json);
  const shown = JSON.stringify(value)?.slice(0, 60);
  return [
    {
      path: pathText(issue.path),
      text: shown
        ? message(
            `${shown} no vale aquí; se espera ${expected.es}`,
            `${shown} does not do here; expected ${expected.en}`,
          )
        : message(`falta; se espera ${expected.es}`, `is missing; expected ${expected.en}`),
    },
  ];
}

function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
