import { failureOf, ImportFailedError } from '../domain/errors.ts';
import type { HeadRows, OpenFile } from '../domain/row.ts';
import type { CsvOptions } from '../formats/csv/open-csv.ts';
import { DefinitionError } from '../plantillas/definition/definition-error.ts';
import { type Definition, parseDefinition } from '../plantillas/definition.ts';
import { headRows } from '../plantillas/find-header.ts';
import { matchColumns } from '../plantillas/match-columns.ts';
import { candidateSheets, sheetNames } from './choose-sheet.ts';
import { declaredTotalInHead } from './declared-total-in-head.ts';
import { type Fit, findPlantilla, type Layout, nearestHeader, type SheetHead } from './find-plantilla.ts';
import { openLocalFile } from './open-local-file.ts';
import { readPreviewRows } from './preview-head.ts';
import { previewColumns, previewRows } from './preview-rows.ts';
import type { FilePreview, PreviewResult, PreviewTask } from './preview-task.ts';

/** Reads the head of one file, as little of it as will do. Throws only what is not meant for people: a bug. */
export function previewFile(task: PreviewTask): PreviewResult {
  const [own, ...others] = layoutsOf(task);
  const layouts = [own, ...others];
  using files = new OpenHeads(task, layouts);
  try {
    const ownHeads = files.headsFor(own);
    if (ownHeads === undefined) return { kind: 'no-such-sheet', sheets: files.sheetNames(own) };
    const found = findPlantilla(layouts, (layout) => files.headsFor(layout) ?? []);
    if (found !== undefined) return { kind: 'previewed', preview: previewOf(task, found, files) };
    const nearest = nearestHeader(own, ownHeads);
    if (nearest === undefined) return { kind: 'blank', sheets: files.sheetNames(own) };
    const { columns } = matchColumns(own.definition, own.tipoArchivo, nearest.header);
    const fit = { ...nearest, layout: own, columns, confidence: 0 };
    return { kind: 'previewed', preview: { ...shown(task, fit), detected: undefined, declaredTotal: null } };
  } catch (error) {
    if (error instanceof ImportFailedError) return { kind: 'failed', failure: failureOf(error) };
    throw error;
  }
}

function previewOf(task: PreviewTask, fit: Fit, files: OpenHeads): FilePreview {
  const { candidate, tipoArchivo } = fit.layout;
  const declaredTotal = declaredTotalInHead(fit, files.fileFor(fit.layout), task.periodo, files.wanted);
  return { ...shown(task, fit), detected: { candidate, tipoArchivo }, declaredTotal };
}

function shown({ rows }: PreviewTask, fit: Fit): Omit<FilePreview, 'detected' | 'declaredTotal'> {
  return {
    confidence: fit.confidence,
    sheet: fit.head.name,
    headerRow: fit.header.row,
    columns: previewColumns(fit),
    rows: previewRows(fit, rows),
  };
}

/** Each tipo de archivo of each candidate, the import's own first. */
function layoutsOf({ candidates, tipoArchivo }: PreviewTask): [own: Layout, ...others: Layout[]] {
  const layouts = candidates.flatMap(({ definition: json, first }, candidate) => {
    const definition = candidate === 0 ? parseDefinition(json) : parsedIfValid(json);
    if (definition === undefined) return [];
    return definition.tiposArchivo.map(({ code }) => ({ candidate, definition, tipoArchivo: code, first }));
  });
  const own = layouts.find((each) => each.candidate === 0 && each.tipoArchivo === tipoArchivo);
  if (own === undefined) throw new Error(`The first candidate has no tipo de archivo ${tipoArchivo}`);
  return [own, ...layouts.filter((each) => each !== own)];
}

/** One that was saved under other rules is no candidate. */
function parsedIfValid(json: unknown): Definition | undefined {
  try {
    return parseDefinition(json);
  } catch (error) {
    if (error instanceof DefinitionError) return undefined;
    throw error;
  }
}

/** The file, opened once for each way in which a plantilla wants it read, and the heads of its sheets. */
class OpenHeads implements Disposable {
  readonly wanted: HeadRows;
  readonly #task: PreviewTask;
  readonly #files = new Map<string, { file: OpenFile; heads: readonly SheetHead[] | undefined }>();

  constructor(task: PreviewTask, layouts: readonly Layout[]) {
    this.#task = task;
    const through = layouts.map(({ definition, tipoArchivo }) => headRows(definition, tipoArchivo));
    this.wanted = { through: Math.max(...through), more: task.rows };
  }

  fileFor(layout: Layout): OpenFile {
    return this.#open(layout).file;
  }

  /** Undefined where the sheet that the user named is not there. */
  headsFor(layout: Layout): readonly SheetHead[] | undefined {
    return this.#open(layout).heads;
  }

  sheetNames(layout: Layout): string[] {
    return sheetNames(this.#open(layout).file);
  }

  #open(layout: Layout) {
    const options = this.#task.format === 'CSV' ? csvOptions(layout) : {};
    const key = JSON.stringify(options);
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const { path, format, limits, sheet } = this.#task;
    const file = openLocalFile(path, format, limits, options);
    const opened = { file, heads: undefined as readonly SheetHead[] | undefined };
    this.#files.set(key, opened);
    opened.heads = candidateSheets(file, sheet)?.map((index) => ({
      sheet: index,
      name: file.sheets[index]?.name ?? null,
      rows: readPreviewRows(file, index, this.wanted),
    }));
    return opened;
  }

  [Symbol.dispose](): void {
    for (const { file } of this.#files.values()) file[Symbol.dispose]();
  }
}

function csvOptions({ definition, tipoArchivo }: Layout): CsvOptions {
  const tipo = definition.tiposArchivo.find(({ code }) => code === tipoArchivo);
  return tipo?.csv ?? definition.csv ?? {};
}
