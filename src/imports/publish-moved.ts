import type { MovedImport } from '../database/move-import.ts';
import type { ImportParts } from './parts.ts';

/** Tells whoever watches that something was logged. Only after the commit. */
export function publishMoved(
  { changes }: Pick<ImportParts, 'changes'>,
  { empresaId, importId, sequence }: Pick<MovedImport, 'empresaId' | 'importId' | 'sequence'>,
): void {
  changes.publish({ empresaId, importId, kind: 'LOGGED', sequence });
}
