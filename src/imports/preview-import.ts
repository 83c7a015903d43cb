import { type CandidatePlantilla, candidatePlantillas } from '../catalog/candidate-plantillas.ts';
import type { Plantilla } from '../database/generated/client.ts';
import type { FileFormat } from '../domain/codes.ts';
import { type Failure, FileError, ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { type Periodo, parsePeriodo } from '../domain/periodo.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import type { FilePreview, PreviewCandidate } from '../worker/preview-task.ts';
import { type ImportNow, readImport } from './import-now.ts';
import { fileGone, openImportFile } from './open-import-file.ts';
import type { ImportParts } from './parts.ts';
import { parseSheetName } from './receive/sheet-name.ts';
import { readableFormat } from './run/read-billing-file.ts';
import { transitionRefused } from './transition-refused.ts';

export interface PreviewImportInput {
  readonly importId: number;
  /** Left out: the sheet named at the upload, else whichever fits best. */
  readonly sheet?: string | null | undefined;
  readonly rows: number;
  /** Aborted when whoever asks has left. */
  readonly signal?: AbortSignal;
}

export interface ImportPreview extends Omit<FilePreview, 'detected'> {
  readonly plantillaId: number | null;
  readonly tipoArchivo: string | null;
}

const MAX_ROWS = 200;

/**
 * What the head of the import's file shows, read in a thread that no import occupies; nothing is written. Throws
 * ValidationError (rows, a sheet that is not there), TransitionError (no file yet, deleted), FileError (its content is
 * damaged, beyond a limit or gone) and CapacityError.
 */
export async function previewImport(
  parts: ImportParts,
  session: Session,
  { importId, sheet, rows, signal = new AbortController().signal }: PreviewImportInput,
): Promise<ImportPreview> {
  requirePermission(session, 'PREVIEW');
  const now = await readImport(parts, session, importId);
  requirePermission(session, 'PREVIEW', now.createdById);
  checkRows(rows);
  const wantedSheet = parseSheetName(sheet) ?? now.requestedSheet ?? undefined;
  const file = await readFileFacts(parts, now);
  const candidates = await candidatesFor(parts, session, file);
  const [own, ...others] = candidates.map(taskCandidate);
  if (own === undefined) throw new Error('The plantilla of the import itself is a candidate');
  await using local = await openImportFile(parts, file, signal);
  const result = await parts.previewPool.run({
    path: local.path,
    format: readableFormat({ fileFormat: file.format, importId }),
    limits: parts.settings.readLimits,
    periodo: file.periodo,
    sheet: wantedSheet,
    rows,
    candidates: [own, ...others],
    tipoArchivo: file.tipoArchivo,
  });
  switch (result.kind) {
    case 'previewed': {
      const { detected, ...preview } = result.preview;
      const plantilla = detected && candidates[detected.candidate]?.plantilla;
      return { ...preview, plantillaId: plantilla?.id ?? null, tipoArchivo: detected?.tipoArchivo ?? null };
    }
    case 'no-such-sheet':
      throw noSuchSheet(wantedSheet ?? '', result.sheets);
    case 'blank':
      throw blankFile(file.format, result.sheets);
    case 'failed':
      throw unreadable(result.failure, file.format);
    default:
      return result satisfies never;
  }
}

function checkRows(rows: number): void {
  if (rows >= 1 && rows <= MAX_ROWS) return;
  throw new ValidationError([
    {
      path: ['rows'],
      code: 'OUT_OF_RANGE',
      text: message(
        `rows es ${rows}; se espera un número de 1 a ${MAX_ROWS}`,
        `rows is ${rows}; expected a number from 1 to ${MAX_ROWS}`,
      ),
    },
  ]);
}

interface FileFacts {
  readonly key: string | null;
  readonly format: FileFormat;
  readonly periodo: Periodo;
  readonly tipoArchivo: string;
  readonly plantilla: Plantilla;
  readonly operadorCode: string;
}

/** In one statement: the file may be replaced at any time. */
async function readFileFacts({ database }: ImportParts, now: ImportNow): Promise<FileFacts> {
  const row = await database.prisma.import.findUniqueOrThrow({
    where: { id: now.id },
    include: { plantilla: true, operador: { select: { code: true } } },
  });
  if (row.estado === 'ELIMINADO' || row.fileFormat === null) throw transitionRefused('PREVIEW', now);
  return {
    key: row.fileKey,
    format: row.fileFormat,
    periodo: parsePeriodo(row.periodo),
    tipoArchivo: row.tipoArchivoCode,
    plantilla: row.plantilla,
    operadorCode: row.operador.code,
  };
}

/** The import's own plantilla first, whichever version it was scheduled with. */
async function candidatesFor(
  parts: ImportParts,
  session: Session,
  { plantilla, operadorCode, periodo }: FileFacts,
): Promise<[CandidatePlantilla, ...CandidatePlantilla[]]> {
  const candidates = await candidatePlantillas(parts, session, { operadorCode, periodo });
  const others = candidates.filter((each) => each.plantilla.id !== plantilla.id);
  return [{ plantilla, isExpected: true }, ...others];
}

function taskCandidate({ plantilla, isExpected }: CandidatePlantilla): PreviewCandidate {
  return { definition: plantilla.definition, first: isExpected };
}

function noSuchSheet(sheet: string, sheets: readonly string[]): ValidationError {
  const list = sheets.map((name) => `"${name}"`).join(', ');
  return new ValidationError([
    {
      path: ['sheet'],
      code: 'UNKNOWN',
      text: message(
        `El archivo no tiene una hoja "${sheet}"; tiene ${list}`,
        `The file has no sheet "${sheet}"; it has ${list}`,
      ),
    },
  ]);
}

function blankFile(detectedFormat: FileFormat, sheets: readonly string[]): FileError {
  const list = sheets.map((name) => `"${name}"`).join(', ');
  return new FileError(
    'EMPTY_FILE',
    message(
      `El comienzo del archivo no tiene ninguna celda con contenido${list && `; sus hojas son ${list}`}`,
      `The head of the file has no cell with anything in it${list && `; its sheets are ${list}`}`,
    ),
    {
      detectedFormat,
      hint: message(
        'Compruebe en Excel que el detalle está en una hoja visible, o nombre la hoja con sheet.',
        'Check in Excel that the detail stands on a visible sheet, or name the sheet with sheet.',
      ),
    },
  );
}

function unreadable({ code, message: text, hint }: Failure, detectedFormat: FileFormat): FileError {
  if (code === 'FILE_LOST') return fileGone(detectedFormat);
  return new FileError('UNREADABLE_FORMAT', text, { detectedFormat, ...(hint ? { hint } : {}) });
}
