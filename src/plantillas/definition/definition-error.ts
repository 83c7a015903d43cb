import type { InvalidField } from '../../domain/errors.ts';
import { ValidationError } from '../../domain/errors.ts';
import { type Message, message } from '../../domain/message.ts';

/** One mistake in a definition: where it stands, such as "tiposArchivo[0].columns[3].field", and what was expected. */
export interface DefinitionProblem {
  /** Empty for the definition as a whole. */
  readonly path: string;
  readonly text: Message;
}

export type Path = readonly PropertyKey[];
/** Takes down a mistake: where it stands, and what was expected. */
export type Report = (path: Path, es: string, en: string) => void;

/** A definition with mistakes; `fields` says the same as `problems`, each text beginning with its path. */
export class DefinitionError extends ValidationError {
  readonly problems: readonly DefinitionProblem[];

  constructor(problems: readonly [DefinitionProblem, ...DefinitionProblem[]]) {
    const [first, ...others] = problems;
    super([fieldOf(first), ...others.map(fieldOf)]);
    this.problems = problems;
  }
}

function fieldOf({ path, text }: DefinitionProblem): InvalidField {
  if (path === '') return { path: ['definition'], code: 'INVALID_DEFINITION', text };
  return {
    path: ['definition', path],
    code: 'INVALID_DEFINITION',
    text: message(`${path}: ${text.es}`, `${path}: ${text.en}`),
  };
}

/** ["tiposArchivo", 0, "columns"] → "tiposArchivo[0].columns". */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text;
}
