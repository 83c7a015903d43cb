import type { NumbersDefinition } from '../definition/definition-schema.ts';

/** How a file writes its numbers as text, compiled. */
export interface NumberStyle {
  /** Bytes; -1: digits are not grouped. */
  readonly decimal: number;
  readonly thousands: number;
  /** Currency signs in small letters, without blanks, the longest first. */
  readonly signs: readonly string[];
  /** Trimmed texts that mean an empty cell. */
  readonly blanks: ReadonlySet<string>;
  /** An unsigned number in this style. */
  readonly grammar: RegExp;
  /** Unsigned numbers in any other style. */
  readonly others: readonly RegExp[];
  /** 1234.56 as this file writes it, for people. */
  readonly example: string;
}

export function numberStyle({ decimal, thousands, signs, blanks }: NumbersDefinition): NumberStyle {
  return {
    decimal: decimal.charCodeAt(0),
    thousands: thousands === undefined ? -1 : thousands.charCodeAt(0),
    signs: signs.map((sign) => sign.toLowerCase().replace(/\s+/g, '')).sort((a, b) => b.length - a.length),
    blanks: new Set(blanks.map((text) => text.trim())),
    grammar: grammarOf(decimal, thousands),
    others: otherGrammars(decimal, thousands),
    example: `1${thousands ?? ''}234${decimal}56`,
  };
}

function grammarOf(decimal: string, thousands: string | undefined): RegExp {
  const grouped = thousands === undefined ? '' : `|\\d{1,3}(?:[${thousands}]\\d{3})+`;
  return new RegExp(`^(?:(\\d+${grouped})(?:[${decimal}](\\d+))?|[${decimal}](\\d+))$`);
}

function otherGrammars(decimal: string, thousands: string | undefined): RegExp[] {
  const grammars: RegExp[] = [];
  for (const point of ['.', ',']) {
    for (const group of [undefined, '.', ',', "'", ' ']) {
      if (group === point || (point === decimal && group === thousands)) continue;
      grammars.push(grammarOf(point, group));
    }
  }
  return grammars;
}
