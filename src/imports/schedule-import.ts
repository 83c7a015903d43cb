import { type InForce, plantillaInForce } from '../catalog/plantilla-in-force.ts';
import { insertImport, type NewImport } from '../database/insert-import.ts';
import type { MovedImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { checkSchedule } from './check-schedule.ts';
import { claimKey, type KeyUse, parametersOf, readKey, useKey } from './idempotency-key.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import type { ScheduleImportInput } from './schedule-input.ts';

/**
 * Guardar: a new entry of the Cola, PENDIENTE/AWAITING_FILE. The same idempotencyKey from the same usuario within 30
 * days gives the same import back, however many calls come at once, and even where its input would no longer do (its
 * date has passed). Throws ValidationError naming each part of the input that does not do.
 */
export async function scheduleImport(
  parts: ImportParts,
  session: Session,
  input: ScheduleImportInput,
): Promise<{ importId: number }> {
  requirePermission(session, 'SCHEDULE');
  const key = input.idempotencyKey ?? undefined;
  if (key === undefined) return insert(parts, await newImport(parts, session, input));

  const use = {
    session,
    key,
    parameters: parametersOf(input),
  };
  const used = await readKey(parts.database, use);
  if (used !== undefined) return { importId: used };
  const columns = await newImport(parts, session, input);
  return insert(parts, columns, use);
}

async function newImport(
  parts: ImportParts,
  session: Session,
  input: ScheduleImportInput,
): Promise<NewImport> {
  checkSchedule(input, new Date());
  return columnsOf(session, input, await plantillaInForce(parts, session, input));
}

async function insert(parts: ImportParts, columns: NewImport, use?: KeyUse): Promise<{ importId: number }> {
  const inserted = await parts.database.transaction((sql) => insertOnce(sql, columns, use));
  if (inserted) {
    publishMoved(parts, inserted);
    return { importId: inserted.importId };
  }
  const used = use && (await readKey(parts.database, use));
  if (used === undefined) throw new Error('An idempotency key was taken, and is not there');
  return { importId: used };
}

/** Undefined: another call with the same key was first, and has committed. */
async function insertOnce(sql: Sql, columns: NewImport, use?: KeyUse): Promise<MovedImport | undefined> {
  if (use && !(await claimKey(sql, use))) return undefined;
  const inserted = await insertImport(sql, columns);
  if (use) await useKey(sql, use, inserted.importId);
  return inserted;
}

function columnsOf(session: Session, input: ScheduleImportInput, inForce: InForce): NewImport {
  const { operador, plantilla, tipoArchivo } = inForce;
  return {
    empresa_id: session.empresaId,
    created_by_id: session.usuarioId,
    operador_id: operador.id,
    plantilla_id: plantilla.id,
    plantilla_code: plantilla.code,
    tipo_archivo_id: tipoArchivo.id,
    tipo_archivo_code: tipoArchivo.code,
    periodo: input.periodo,
    programacion_mode: input.programacion?.mode ?? 'AHORA',
    programacion_at: input.programacion?.at ?? null,
    error_policy: input.errorPolicy,
    duplicate_policy: input.duplicatePolicy,
    validate_only: input.validateOnly,
    require_confirmation: input.requireConfirmation,
    sheets: [],
  };
}
