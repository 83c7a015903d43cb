import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { seedBuiltIn } from '../catalog/seed-built-in.ts';
import type { Database } from '../database/open-database.ts';
import type { Role } from '../domain/codes.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../domain/row.ts';
import type { Session } from '../domain/session.ts';
import { inProcessChanges } from '../events/in-process-changes.ts';
import { startWakeQueue } from '../events/wake-queue.ts';
import { readBuiltInPlantillas } from '../plantillas/built-in.ts';
import { diskStore } from '../storage/disk-store.ts';
import { createReaderPool } from '../worker/pool.ts';
import { createPreviewPool } from '../worker/preview-pool.ts';
import { createRowsPool } from '../worker/rejected/rows-pool.ts';
import type { ImportParts } from './parts.ts';
import { receiveFile } from './receive-file.ts';
import { correctionTurns } from './reprocess/correction-turns.ts';
import { scheduleImport } from './schedule-import.ts';
import type { ScheduleImportInput } from './schedule-input.ts';
import { watchImport } from './watch-import.ts';

const MIB = 2 ** 20;

/**
 * All real: the test file's own database (useDatabase), a folder of files, the queue, reading threads. Nothing runs
 * imports.
 */
export function useParts(database: () => Database): () => ImportParts {
  let built: { parts: ImportParts; close(): Promise<void> } | undefined;
  beforeAll(async () => {
    built = await buildParts(database());
  });
  afterAll(() => built?.close());
  return () => {
    if (!built) throw new Error('The parts are there from beforeAll on');
    return built.parts;
  };
}

async function buildParts(database: Database) {
  const log = pino({ level: 'silent' });
  const folder = await mkdtemp(join(tmpdir(), 'importador-imports-'));
  const store = await diskStore(folder);
  const changes = inProcessChanges();
  const queue = await startWakeQueue(database, log);
  const readerPool = createReaderPool({ threads: 2 });
  const pools = { readerPool, previewPool: createPreviewPool(), rowsPool: createRowsPool() };
  await seedBuiltIn({ database, log }, readBuiltInPlantillas());
  const settings = {
    maxUploadBytes: 16 * MIB,
    readLimits: DEFAULT_READ_LIMITS,
    node: 'test',
    confirmTimeoutSeconds: 3_600,
    workers: 2,
  };
  const corrections = correctionTurns();
  const parts: ImportParts = { database, store, changes, queue, ...pools, corrections, log, settings };
  return {
    parts,
    async close() {
      for (const part of [...Object.values(pools), queue, changes, store]) await part[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A usuario of an empresa; of a new one unless told which. */
export async function newSession(
  parts: ImportParts,
  role: Role = 'ANALYST',
  empresaId?: number,
): Promise<Session> {
  const { prisma } = parts.database;
  const code = `e${randomBytes(6).toString('hex')}`;
  const empresa = empresaId ?? (await prisma.empresa.create({ data: { code, name: code } })).id;
  const { id } = await prisma.usuario.create({
    data: { empresaId: empresa, usuario: code, usuarioKey: code, name: code, role, contrasenaHash: 'none' },
  });
  return { empresaId: empresa, usuarioId: id, role, family: code, expiresAt: new Date('2100-01-01') };
}

/** Reads csvOf and oneAccountCsv alike. */
export async function inputFor(
  parts: ImportParts,
  change: Partial<Omit<ScheduleImportInput, 'periodo'>> & { periodo?: string } = {},
): Promise<ScheduleImportInput> {
  const plantilla = await parts.database.prisma.plantilla.findFirstOrThrow({
    where: { empresaId: null, code: 'claro-ar-detalle' },
    include: { tiposArchivo: true },
  });
  return {
    operadorId: plantilla.operadorId,
    plantillaId: plantilla.id,
    tipoArchivoId: plantilla.tiposArchivo[0]?.id,
    errorPolicy: 'REJECT_ROWS',
    duplicatePolicy: 'REJECT',
    validateOnly: false,
    requireConfirmation: false,
    ...change,
    periodo: parsePeriodo(change.periodo ?? '2026-09'),
  };
}

export async function schedule(
  parts: ImportParts,
  session: Session,
  change: Parameters<typeof inputFor>[1] = {},
): Promise<number> {
  return (await scheduleImport(parts, session, await inputFor(parts, change))).importId;
}

export async function upload(
  parts: ImportParts,
  session: Session,
  importId: number,
  bytes: Uint8Array,
  options: { name?: string; start?: boolean; sheet?: string } = {},
): Promise<void> {
  const { name = 'detalle.csv', start = true, sheet } = options;
  await receiveFile(parts, session, { importId, file: { name, stream: streamOf(bytes) }, start, sheet });
}

export async function* streamOf(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export interface CsvRow {
  readonly account?: string;
  readonly linea?: string;
  readonly concept?: string;
  readonly net?: string;
  readonly tax?: string;
  readonly total?: string;
}

const HEADER =
  'CUENTA;NRO COMPROBANTE;FECHA INICIO;FECHA FIN;TELEFONO;ID CONCEPTO;CONCEPTO;CANTIDAD;MONTO NETO;IMPUESTOS;TOTAL';

/** A billing file of claro-ar-detalle. */
export function csvOf(rows: readonly CsvRow[]): Uint8Array {
  const lines = rows.map((row) => {
    const { account = 'C-1', linea = '1151234567', concept = 'Abono', net = '100,00' } = row;
    return `${account};F-1;;;${linea};1;${concept};1;${net};${row.tax ?? '21,00'};${row.total ?? '121,00'}`;
  });
  return Buffer.from([HEADER, ...lines, ''].join('\r\n'), 'latin1');
}

/** Rows that differ: each with an amount of its own. */
export function rowsOf(count: number, account = 'C-1'): CsvRow[] {
  return Array.from({ length: count }, (_, n) => {
    const net = `${n + 1},00`;
    return { account, linea: String(1_150_000_000 + (n % 1_000)), net, tax: '0,00', total: net };
  });
}

export async function importRow(parts: ImportParts, importId: number) {
  return parts.database.prisma.import.findUniqueOrThrow({ where: { id: importId } });
}

export async function eventKinds(parts: ImportParts, importId: number): Promise<string[]> {
  const events = await parts.database.prisma.importEvent.findMany({
    where: { importId },
    orderBy: { sequence: 'asc' },
  });
  return events.map(({ kind }) => kind);
}

export async function chargeCount(parts: ImportParts, importId: number): Promise<number> {
  return parts.database.prisma.charge.count({ where: { importId } });
}

/** Resolves with the import's row once it is FINALIZADO or ELIMINADO. */
export async function settled(parts: ImportParts, session: Session, importId: number) {
  for await (const _ of await watchImport(parts, session, { importId, intervalMs: 1_000 }));
  return importRow(parts, importId);
}

export async function storedKeys(parts: ImportParts): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of parts.store.list()) keys.push(key);
  return keys.sort();
}
