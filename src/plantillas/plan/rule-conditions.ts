import type { CellCondition, RowRule } from './row-rules.ts';

/** The conditions of all rules by the cell that they are about: no rule means a row none of whose cells meets any. */
export class RuleConditions {
  /** Places whose cells are not blank in such a row: there is a rule that means rows in which they are. */
  readonly needed: readonly number[];
  readonly #at: CellCondition[][] = [];
  readonly #anywhere: CellCondition[] = [];

  constructor(rules: readonly RowRule[]) {
    this.needed = rules
      .filter(({ conditions }) => conditions.every(({ matchesBlank }) => matchesBlank))
      .flatMap(({ place }) => place ?? []);
    for (const condition of rules.flatMap(({ conditions }) => conditions)) {
      const { place } = condition;
      if (place === undefined) this.#anywhere.push(condition);
      else if (this.#at[place]) this.#at[place].push(condition);
      else this.#at[place] = [condition];
    }
  }

  hasAny(place: number): boolean {
    return this.#at[place] !== undefined;
  }

  areMetAt(place: number, bytes: Buffer, start: number, end: number): boolean {
    const conditions = this.#at[place];
    return conditions !== undefined && meetsAny(conditions, bytes, start, end);
  }

  /** Of those that a cell of text in any column may meet. */
  areMetAnywhere(bytes: Buffer, start: number, end: number): boolean {
    return this.#anywhere.length > 0 && meetsAny(this.#anywhere, bytes, start, end);
  }
}

function meetsAny(conditions: readonly CellCondition[], bytes: Buffer, start: number, end: number): boolean {
  for (const condition of conditions) if (condition.matches(bytes, start, end)) return true;
  return false;
}
