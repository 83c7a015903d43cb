import { statSync } from 'node:fs';
import { type Failure, failureOf, ImportFailedError } from '../domain/errors.ts';
import type { OpenFile, Row } from '../domain/row.ts';
import { type Definition, parseDefinition } from '../plantillas/definition.ts';
import type { HeaderMatch } from '../plantillas/find-header.ts';
import { createMapper, type Mapper, type RowCounters } from '../plantillas/mapper.ts';
import { Canceled } from './canceled.ts';
import { type ChosenSheet, chooseSheet, sheetNames } from './choose-sheet.ts';
import { BATCH_BYTES, type Counters, PROGRESS_MS, type ReadResult, type ReadTask } from './messages.ts';
import { openTaskFile } from './open-task-file.ts';
import { ThreadChannel } from './thread-channel.ts';

/** How often the clock and CANCEL are looked at: every millisecond or so. */
const ROWS_PER_LOOK = 256;
/** A multiple of ROWS_PER_LOOK; enough bytes for the reader's buffers not to count. */
const ROWS_TO_ESTIMATE = 400 * ROWS_PER_LOOK;
const NO_ROWS: RowCounters = { rowsRead: 0, rowsAccepted: 0, rowsRejected: 0, rowsSkipped: 0 };

/** Reads one file to its end or its failure. Throws only what is not meant for people: a bug. */
export function readBillingFile(task: ReadTask): ReadResult {
  return new Reading(task).result();
}

/** Another way to look at a sheet: only a part of an import is read through one, and none accepted is then no failure. */
export interface SheetView {
  definition(definition: Definition): Definition;
  header(header: HeaderMatch): HeaderMatch;
  /** Undefined: not for the mapper. */
  row(row: Row): Row | undefined;
}

export class Reading {
  readonly #task: ReadTask;
  readonly #channel: ThreadChannel;
  readonly #view: SheetView | undefined;
  #file: OpenFile | undefined;
  #mapper: Mapper | undefined;
  #sheet: string | null = null;
  #finishing = false;
  #bytesRead = 0;
  #nextProgress = 0;

  constructor(task: ReadTask, view?: SheetView) {
    this.#task = task;
    this.#view = view;
    this.#channel = new ThreadChannel(task.port, task.control);
  }

  result(): ReadResult {
    try {
      return this.#run();
    } catch (error) {
      if (error instanceof Canceled) return { kind: 'canceled' };
      if (error instanceof ImportFailedError) return this.#failed(error);
      throw error;
    }
  }

  /** Distinct numbers of the rows accepted so far. */
  lineas(): string[] {
    return this.#mapper?.lineas() ?? [];
  }

  #run(): ReadResult {
    this.#channel.getOn();
    const parsed = parseDefinition(this.#task.definition);
    const definition = this.#view?.definition(parsed) ?? parsed;
    using file = this.#open(definition);
    const { tipoArchivo, sheet } = this.#task;
    const chosen = chooseSheet(file, { definition, tipoArchivo, sheet });
    this.#sheet = chosen.name;
    this.#channel.post({
      kind: 'header',
      sheet: chosen.name,
      sheets: sheetNames(file),
      headerRow: chosen.header.row,
    });
    const mapper = this.#createMapper(definition, file, chosen);
    this.#file = file;
    this.#mapper = mapper;
    this.#readRows(file, mapper, definition, chosen.index);
    this.#finishing = true;
    const ended = mapper.finish();
    return { kind: 'done', ...ended, counters: this.#counters() };
  }

  /** The issues found so far are handed over first: a failed import keeps them. */
  #failed(error: ImportFailedError): ReadResult {
    try {
      if (!this.#finishing) this.#mapper?.finish();
    } catch (second) {
      if (second instanceof Canceled) return { kind: 'canceled' };
      if (!(second instanceof ImportFailedError)) throw second;
    }
    return {
      kind: 'failed',
      failure: this.#located(failureOf(error)),
      counters: this.#counters(),
      issueCounts: this.#mapper?.issueCounts() ?? {},
    };
  }

  /** Who names a row may not know of the sheet. */
  #located(failure: Failure): Failure {
    if (failure.row === undefined || failure.sheet !== undefined || this.#sheet === null) return failure;
    return { ...failure, sheet: this.#sheet };
  }

  #open(definition: Definition): OpenFile {
    return openTaskFile(this.#task, definition, () => this.#channel.getOn());
  }

  #readRows(file: OpenFile, mapper: Mapper, definition: Definition, sheet: number): void {
    const view = this.#view;
    let rows = 0;
    file.read(sheet, (row) => {
      const seen = view ? view.row(row) : row;
      if (seen) mapper.row(seen);
      if (++rows % ROWS_PER_LOOK === 0) this.#look();
      if (rows === ROWS_TO_ESTIMATE && this.#seemsTooLong(file, rows)) this.#countRows(definition, sheet);
      return true;
    });
  }

  /** At this rate there are more rows than are read. */
  #seemsTooLong(file: OpenFile, rows: number): boolean {
    const { path, limits } = this.#task;
    return rows * (statSync(path).size / file.bytesRead()) > limits.rows;
  }

  /** Reads the whole sheet, which throws where it is too long: a fraction of what the rows up to the limit would cost. */
  #countRows(definition: Definition, sheet: number): void {
    using file = this.#open(definition);
    file.read(sheet, () => true);
  }

  #look(): void {
    this.#channel.getOn();
    const now = performance.now();
    if (now < this.#nextProgress) return;
    this.#nextProgress = now + PROGRESS_MS;
    this.#channel.post({ kind: 'progress', counters: this.#counters() });
  }

  #createMapper(definition: Definition, file: OpenFile, { header }: ChosenSheet): Mapper {
    const { tipoArchivo, periodo, fileName, empresaId, importId, attempt, store, held } = this.#task;
    const channel = this.#channel;
    return createMapper({
      definition,
      tipoArchivo,
      header: this.#view?.header(header) ?? header,
      isPart: this.#view !== undefined,
      periodo,
      fileName,
      empresaId,
      importId,
      attempt,
      date1904: file.date1904,
      store,
      held,
      batchBytes: BATCH_BYTES,
      memory: (bytes) => channel.memory(bytes),
      sink: {
        charges: (bytes) => channel.send('charges', bytes, this.#counters()),
        issues: (bytes) => channel.send('issues', bytes, this.#counters()),
        hashes: (bytes) => channel.send('hashes', bytes, this.#counters()),
        accounts: (accounts) => channel.post({ kind: 'accounts', accounts }),
      },
    });
  }

  /** Never falls: the sheet is read from its start again once its header is found. */
  #counters(): Counters {
    this.#bytesRead = Math.max(this.#bytesRead, this.#file?.bytesRead() ?? 0);
    return { ...(this.#mapper?.counters() ?? NO_ROWS), bytesRead: this.#bytesRead };
  }
}
