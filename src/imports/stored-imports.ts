/** Conditions about the table imports under some name, for SQL. An import that only validates never meets them. */

/** It has stored rows, and they are there. */
export function hasStored(imports: string): string {
  return `NOT ${imports}.validate_only AND ${imports}.outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES')`;
}

/** It has stored rows, or runs and may store them: what is looked at for duplicates. */
export function runsOrHasStored(imports: string): string {
  return `NOT ${imports}.validate_only
    AND (${imports}.estado = 'EN_PROCESO' OR ${imports}.outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES'))`;
}

/** A retry that has not come to nothing: it waits, runs, or has succeeded. */
export function isLiveRetry(retry: string): string {
  return `${retry}.estado <> 'ELIMINADO'
    AND (${retry}.outcome IS NULL OR ${retry}.outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES'))`;
}
