import type { Piscina } from 'piscina';
import { CapacityError, type Failure } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { PreviewResult, PreviewTask } from './preview-task.ts';
import { Threads } from './threads.ts';

/** Looks at the heads of files in threads of its own: no preview waits for an import, and none holds one up. */
export interface PreviewPool extends AsyncDisposable {
  /**
   * Never runs longer than `maxMs` once it is its turn: its thread is ended then, and the answer is LIMIT_EXCEEDED. Rejects
   * with CapacityError where too many are waiting, else only on a bug.
   */
  run(task: PreviewTask): Promise<PreviewResult>;
}

export interface PreviewPoolOptions {
  /** Only tests have less patience. */
  readonly maxMs?: number;
}

/** A usual preview takes some tens of milliseconds: one thread serves many people, the second one while a file is odd. */
const THREADS = 2;
const MAX_WAITING = 50;
const MAX_MS = 10_000;
const IDLE_MS = 60_000;
const MAX_HEAP_MIB = 512;
const RETRY_SECONDS = 5;

export function createPreviewPool({ maxMs = MAX_MS }: PreviewPoolOptions = {}): PreviewPool {
  const pool = new Threads({ threads: THREADS, idleMs: IDLE_MS, maxHeapMib: MAX_HEAP_MIB });
  return {
    async run(task) {
      if (pool.size >= THREADS + MAX_WAITING) throw tooMany();
      const result = await pool.run([], (piscina, stop) => preview(piscina, task, maxMs, stop));
      if (result === undefined) throw new Error('The preview pool is closed');
      return result;
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

async function preview(
  piscina: Piscina,
  task: PreviewTask,
  maxMs: number,
  stop: AbortSignal,
): Promise<PreviewResult> {
  const late = AbortSignal.timeout(maxMs);
  try {
    return await piscina.run(task, { name: 'preview', signal: AbortSignal.any([late, stop]) });
  } catch (error) {
    if (late.aborted) return { kind: 'failed', failure: tookTooLong(maxMs) };
    throw error;
  }
}

function tookTooLong(maxMs: number): Failure {
  const seconds = maxMs / 1000;
  return {
    code: 'LIMIT_EXCEEDED',
    message: message(
      `El comienzo del archivo no se pudo leer en ${seconds} s, el máximo para una vista previa`,
      `The head of the file could not be read in ${seconds} s, the most that a preview takes`,
    ),
    hint: message(
      'Prográmelo con validateOnly: así se lee entero, sin guardar cargos.',
      'Schedule it with validateOnly: it is read as a whole then, and no charge is stored.',
    ),
  };
}

function tooMany(): CapacityError {
  return new CapacityError(
    message(
      `Hay más de ${MAX_WAITING} vistas previas en espera; vuelva a intentarlo en ${RETRY_SECONDS} segundos`,
      `More than ${MAX_WAITING} previews are waiting; try again in ${RETRY_SECONDS} seconds`,
    ),
    RETRY_SECONDS,
  );
}
