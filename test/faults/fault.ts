import type { Lab } from './lab/open-lab.ts';

/** Where the servers keep their data: a PostgreSQL that they start themselves, or one whose address they are given. */
export type DatabaseKind = 'embedded' | 'url';

/** What a fault measured, in the order in which it is shown. */
export type Measures = Readonly<Record<string, string | number>>;

/** A program that injects one fault into real processes. What must hold for every fault is asked by the oracle after it. */
export interface Fault {
  /** Of the table in docs/operations.md. */
  readonly number: number;
  readonly name: string;
  readonly title: string;
  /** Part of the short selection, with fewer rounds. */
  readonly quick: boolean;
  /** The only database that it is about. */
  readonly only?: DatabaseKind;
  /** Throws MissedError where a promise was not kept, NotRunError where this machine cannot do it. */
  run(lab: Lab): Promise<Measures>;
}
