import { ByteMemo, UNKNOWN } from '../cells/byte-memo.ts';
import type { TextValue } from '../cells/cell-values.ts';

/** The accounts of a file's accepted rows, in the order of their first row; '' stands for rows without one. */
export class DistinctAccounts {
  readonly #all = new Set<string>();
  readonly #memo = new ByteMemo();
  #withoutAccount = false;

  /** The account, if it has come for the first time. */
  add(account: TextValue): string | undefined {
    if (!account.has) {
      if (this.#withoutAccount) return undefined;
      this.#withoutAccount = true;
      this.#all.add('');
      return '';
    }
    const { bytes, start, end, shared } = account;
    if (this.#memo.find(bytes, start, end, shared) !== UNKNOWN) return undefined;
    const text = bytes.toString('utf8', start, end);
    this.#memo.add(bytes, start, end, 1);
    if (this.#all.has(text)) return undefined;
    this.#all.add(text);
    return text;
  }

  list(): string[] {
    return [...this.#all];
  }
}
