import { WITHOUT_WORKER } from '../../domain/import-state.ts';

/** An import that this process runs, and the attempt it was given: its fencing token. Every write checks it. */
export interface Claim {
  readonly empresaId: number;
  readonly importId: number;
  readonly attempt: number;
  /** How many of its attempts were lost before this one. */
  readonly losses: number;
}

const WITHOUT = WITHOUT_WORKER.map((phase) => `'${phase}'`).join(', ');

/** $1 to $3 of a statement about a claim. */
export function claimValues({ empresaId, importId, attempt }: Claim): [number, number, number] {
  return [empresaId, importId, attempt];
}

/** The row of imports, under this name, is the claim's, and its worker may still write. */
export function stillClaimed(table: string): string {
  return `${table}.empresa_id = $1 AND ${table}.id = $2 AND ${table}.attempt = $3
    AND ${table}.estado = 'EN_PROCESO' AND ${table}.phase NOT IN (${WITHOUT})`;
}

/** The attempt is another's by now, or the import has ended: whoever gets this lets go and writes nothing more. */
export class AttemptLostError extends Error {
  constructor({ importId, attempt }: Pick<Claim, 'importId' | 'attempt'>) {
    super(`Attempt ${attempt} of import ${importId} is over`);
    this.name = 'AttemptLostError';
  }
}
