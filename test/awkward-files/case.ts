/** One file, what it is uploaded as, and what must come of it. */
export interface Case {
  readonly name: string;
  readonly file: () => Buffer;
  readonly tipo?: string;
  readonly as?: string;
  readonly sheet?: string;
  readonly gives: Outcome;
}

export type Outcome =
  | { readonly refused: string; readonly format: string }
  | { readonly fails: string; readonly sheets?: readonly string[]; readonly rejected?: number }
  | {
      /** "línea total" of each charge, in order; behind them what else the case is about. */
      readonly charges: readonly string[];
      readonly issues?: readonly string[];
      readonly format?: string;
      readonly declared?: string;
    };

export const refused = (name: string, file: () => Buffer, code: string, format: string): Case => ({
  name,
  file,
  gives: { refused: code, format },
});
