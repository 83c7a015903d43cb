import { z } from 'zod';
import { type Message, message } from '../domain/message.ts';
import { checkDefinition } from './definition/check-definition.ts';
import { DefinitionError, type DefinitionProblem } from './definition/definition-error.ts';
import { type Definition, definitionSchema } from './definition/definition-schema.ts';
import { schemaProblems } from './definition/schema-problems.ts';

export type { Definition } from './definition/definition-schema.ts';

/** Larger ones are a mistake or an attack: a definition of a hundred columns takes about 10 kB. */
const MAX_DEFINITION_CHARACTERS = 1_000_000;

/** Throws DefinitionError with every mistake found, each with its path and what was expected. */
export function parseDefinition(json: unknown): Definition {
  const written = writtenOut(json);
  if (written === undefined || written.length > MAX_DEFINITION_CHARACTERS) throw wholeProblem(TOO_LARGE);
  if (UNSTORABLE.test(written)) throw wholeProblem(UNSTORABLE_TEXT);
  // Compiling the schema, as zod does at first use, takes a new thread longer than reading what it is to read once.
  const parsed = definitionSchema.safeParse(json, { jitless: true });
  if (!parsed.success) throw definitionError(schemaProblems(parsed.error.issues, json, MAX_LISTED + 1));
  const problems = checkDefinition(parsed.data);
  if (problems.length > 0) throw definitionError(problems);
  return parsed.data;
}

/** The published JSON Schema of the language, for editors: schema/plantilla.schema.json holds it. */
export function definitionJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(definitionSchema, { io: 'input' }) };
}

function definitionError(problems: readonly DefinitionProblem[]): DefinitionError {
  const more = problems.length > MAX_LISTED ? [{ path: '', text: MORE }] : [];
  const [first, ...others] = [...problems.slice(0, MAX_LISTED), ...more];
  return new DefinitionError([
    first ?? { path: '', text: message('La definición no es válida', 'The definition is not valid') },
    ...others,
  ]);
}

/** Nobody reads more of them at once. */
const MAX_LISTED = 500;
const MORE = message(
  'Hay más errores: corrija estos primero',
  'There are more mistakes: correct these first',
);
const TOO_LARGE = message(
  'La definición supera un millón de caracteres, o mil niveles; divídala en varias plantillas',
  'The definition is longer than a million characters, or deeper than a thousand levels; divide it into several plantillas',
);
/** As JSON.stringify writes them: no database keeps U+0000 in a text, nor half of a character. */
const UNSTORABLE = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89ab][0-9a-f]{2}|d[c-f][0-9a-f]{2})/;
const UNSTORABLE_TEXT = message(
  'La definición lleva un carácter que no se puede guardar (U+0000, o medio carácter); quítelo',
  'The definition has a character that cannot be kept (U+0000, or half of one); take it out',
);

function wholeProblem(text: Message): DefinitionError {
  return new DefinitionError([{ path: '', text }]);
}

/** Undefined for what is nested so deep that nothing can be done with it. */
function writtenOut(json: unknown): string | undefined {
  try {
    return JSON.stringify(json) ?? '';
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
