import type { DuplicatePolicy, ErrorPolicy, ProgramacionMode } from '../domain/codes.ts';
import type { Periodo } from '../domain/periodo.ts';

export interface Programacion {
  readonly mode: ProgramacionMode;
  /** If and only if EN_FECHA. */
  readonly at?: Date | null | undefined;
}

export interface ScheduleImportInput {
  /** undefined: an id that cannot name anything. */
  readonly operadorId: number | undefined;
  readonly plantillaId: number | undefined;
  readonly tipoArchivoId: number | undefined;
  readonly periodo: Periodo;
  /** Left out: ahora. */
  readonly programacion?: Programacion | null | undefined;
  readonly errorPolicy: ErrorPolicy;
  readonly duplicatePolicy: DuplicatePolicy;
  readonly validateOnly: boolean;
  readonly requireConfirmation: boolean;
  readonly idempotencyKey?: string | null | undefined;
}
