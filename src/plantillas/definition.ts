import { z } from 'zod';
import { message } from '../domain/message.ts';
import { checkDefinition } from './definition/check-definition.ts';
import { DefinitionError, type DefinitionProblem } from './definition/definition-error.ts';
import { type Definition, definitionSchema } from './definition/definition-schema.ts';
import { schemaProblems } from './definition/schema-problems.ts';

export type { Definition } from './definition/definition-schema.ts';

/** Larger ones are a mistake or an attack: a definition of a hundred columns takes about 10 kB. */
const MAX_DEFINITION_CHARACTERS = 1_000_000;

/** Throws DefinitionError with every mistake found, each with its path and what was expected. */
export function parseDefinition(json: unknown): Definition {
  if (tooLarge(json)) {
    throw new DefinitionError([
      {
        path: '',
        text: message(
          'La definición supera un millón de caracteres; divídala en varias plantillas',
          'The definition is longer than a million characters; divide it into several plantillas',
        ),
      },
    ]);
  }
  const parsed = definitionSchema.safeParse(json);
  if (!parsed.success) throw definitionError(schemaProblems(parsed.error.issues, json));
  const problems = checkDefinition(parsed.data);
  if (problems.length > 0) throw definitionError(problems);
  return parsed.data;
}

/** The published JSON Schema of the language, for editors: schema/plantilla.schema.json holds it. */
export function definitionJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(definitionSchema, { io: 'input' }) };
}

function definitionError(problems: readonly DefinitionProblem[]): DefinitionError {
  const [first, ...others] = problems;
  return new DefinitionError([
    first ?? { path: '', text: message('La definición no es válida', 'The definition is not valid') },
    ...others,
  ]);
}

function tooLarge(json: unknown): boolean {
  const text = JSON.stringify(json);
  return text !== undefined && text.length > MAX_DEFINITION_CHARACTERS;
}
