import type { z } from 'zod';
import { type Message, message } from '../../domain/message.ts';
import { type DefinitionProblem, pathText } from './definition-error.ts';
import { definitionSchema } from './definition-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { FIELD_WORDS } from './fields.ts';

type Issue = z.core.$ZodIssue;

/** Zod's issues in the words of people, each unknown key on its own; no more than `most`, since each takes its time. */
export function schemaProblems(issues: readonly Issue[], input: unknown, most: number): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  for (const issue of issues) {
    const left = most - problems.length;
    if (left <= 0) break;
    problems.push(...problemsOf(issue, input, left));
  }
  return problems;
}

function problemsOf(issue: Issue, input: unknown, most: number): DefinitionProblem[] {
  if (issue.code === 'invalid_union') return schemaProblems(meantIssues(issue, input), input, most);
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: pathText(issue.path), text: textOf(issue, valueAt(input, issue.path)) }];
  }
  const known = keysAt(issue.path);
  return issue.keys
    .slice(0, most)
    .map((key) => ({ path: pathText([...issue.path, key]), text: unknownWord(key, known) }));
}

/** Of a part that is one or a list: what is wrong with the form that was written. */
function meantIssues(issue: z.core.$ZodIssueInvalidUnion, input: unknown): Issue[] {
  const [one = [], list = []] = issue.errors;
  const meant = Array.isArray(valueAt(input, issue.path)) ? list : one;
  return meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

function textOf(issue: Issue, value: unknown): Message {
  switch (issue.code) {
    case 'invalid_value':
      return notOneOf(issue, value);
    case 'invalid_type':
      return value === undefined
        ? message('falta; se esperaba un valor', 'is missing; a value was expected')
        : wrong(value, TYPE_WORDS[issue.expected] ?? message(issue.expected, issue.expected));
    case 'invalid_format':
      return wrong(value, formatWords(issue));
    case 'too_small':
      return wrong(value, message(`al menos ${issue.minimum}`, `at least ${issue.minimum}`));
    case 'too_big':
      return wrong(value, message(`como máximo ${issue.maximum}`, `at most ${issue.maximum}`));
    default:
      return wrong(value, message('otro valor', 'another value'));
  }
}

function notOneOf(issue: z.core.$ZodIssueInvalidValue, value: unknown): Message {
  const choices = issue.values.map(String);
  const isField = issue.path.at(-1) === 'field';
  if (value === undefined)
    return message(`falta: ${choices.join(', ')}`, `is missing: ${choices.join(', ')}`);
  if (typeof value !== 'string') return wrong(value, message(choices.join(', '), choices.join(', ')));
  const meant = didYouMean(value, choices, isField ? FIELD_WORDS : {});
  const [es, en] = isField ? ['no es un campo', 'is not a field'] : ['no vale aquí', 'does not do here'];
  const all = choices.join(', ');
  return meant
    ? message(
        `${shown(value)} ${es}; ¿quiso decir "${meant}"?`,
        `${shown(value)} ${en}; did you mean "${meant}"?`,
      )
    : message(
        `${shown(value)} ${es}; se espera uno de: ${all}`,
        `${shown(value)} ${en}; expected one of: ${all}`,
      );
}

function unknownWord(key: string, known: readonly string[]): Message {
  const meant = didYouMean(key, known);
  const all = known.join(', ');
  return meant
    ? message(
        `"${key}" no es una palabra de aquí; ¿quiso decir "${meant}"?`,
        `"${key}" is not a word of this place; did you mean "${meant}"?`,
      )
    : message(
        `"${key}" no es una palabra de aquí; se espera una de: ${all}`,
        `"${key}" is not a word of this place; expected one of: ${all}`,
      );
}

function wrong(value: unknown, expected: Message): Message {
  return message(
    `${shown(value)} no vale aquí; se espera ${expected.es}`,
    `${shown(value)} does not do here; expected ${expected.en}`,
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const TYPE_WORDS: Readonly<Record<string, Message>> = {
  string: message('un texto entre comillas', 'a text in quotes'),
  number: message('un número', 'a number'),
  int: message('un número entero', 'a whole number'),
  boolean: message('true o false', 'true or false'),
  array: message('una lista [ … ]', 'a list [ … ]'),
  object: message('un objeto { … }', 'an object { … }'),
  record: message('un objeto { … }', 'an object { … }'),
};

function formatWords(issue: z.core.$ZodIssueInvalidStringFormat): Message {
  return issue.path.at(-1) === 'tolerance'
    ? message('un importe como "0.05"', 'an amount like "0.05"')
    : message(
        'minúsculas, cifras y guiones, como "detalle-lineas"',
        'small letters, digits and dashes, like "detalle-lineas"',
      );
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** The words that the schema knows at a path. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = definitionSchema;
  for (const part of path) schema = stepInto(unwrapped(schema, typeof part === 'number'), part);
  const shape = property(unwrapped(schema, false), 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

function stepInto(schema: unknown, part: PropertyKey): unknown {
  if (typeof part === 'number') return property(schema, 'element');
  return property(property(schema, 'shape'), part);
}

function unwrapped(schema: unknown, asList: boolean): unknown {
  let inner = schema;
  while (property(inner, 'shape') === undefined && property(inner, 'element') === undefined) {
    const options = property(inner, 'options');
    const next = Array.isArray(options)
      ? options[asList ? 1 : 0]
      : property(property(inner, 'def'), 'innerType');
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
