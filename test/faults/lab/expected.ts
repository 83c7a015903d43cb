import type { BillingFile } from './billing-file.ts';

/** How an import may stand at the end: its outcome, FAILED with its code; else its estado. */
export type End =
  | 'SUCCEEDED'
  | 'SUCCEEDED_WITH_ISSUES'
  | 'CANCELED'
  | 'REVERTED'
  | 'ELIMINADO'
  | 'PENDIENTE'
  | `FAILED ${string}`;

/** An import that the server acknowledged. */
export interface Expected {
  readonly importId: number;
  /** Any of them; races have more than one. */
  readonly ends: readonly End[];
  /** What it stores where it succeeds. */
  readonly file: Pick<BillingFile, 'rows' | 'badRows' | 'charges' | 'total' | 'digest'> | undefined;
}

/** The number inside an opaque id of the API. */
export function importIdOf(id: string): number {
  return Number(Buffer.from(id, 'base64').toString().split(':')[1]);
}
