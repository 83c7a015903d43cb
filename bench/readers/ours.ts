import { CELL, DEFAULT_READ_LIMITS, type OpenFile, type Row } from '../../src/domain/row.ts';
import type { BenchFile } from '../files/variants.ts';
import type { Reader } from './reader.ts';

/** Cells found and typed, as the mapper gets them. */
export const ourCells: Reader = async (file) => {
  const open = await opener(file);
  return async () => {
    let rows = 0;
    let cells = 0;
    using opened = open();
    opened.read(0, (row) => {
      rows++;
      cells += row.cells;
      return true;
    });
    return { rows, note: `${cells} cells` };
  };
};

/** A list of JavaScript values for each row, as other libraries hand over. */
export const ourValues: Reader = async (file) => {
  const open = await opener(file);
  return async () => {
    let rows = 0;
    let cells = 0;
    const texts = new SharedTexts();
    using opened = open();
    opened.read(0, (row) => {
      rows++;
      cells += valuesOf(row, texts).length;
      return true;
    });
    return { rows, note: `${cells} values` };
  };
};

/** All that the thread does, from the bytes to lines ready for COPY, which are dropped. */
export const ourCopyBytes: Reader = async (file) => {
  const open = await opener(file);
  const { chooseSheet } = await import('../../src/worker/choose-sheet.ts');
  const { createMapper } = await import('../../src/plantillas/mapper.ts');
  const { parseDefinition } = await import('../../src/plantillas/definition.ts');
  const { readBuiltInPlantillas } = await import('../../src/plantillas/built-in.ts');
  const { newMemory } = await import('../../src/plantillas/output/batch-memory.ts');
  const { parsePeriodo } = await import('../../src/domain/periodo.ts');
  const { BATCH_BYTES } = await import('../../src/worker/messages.ts');
  const { tipoArchivo } = file;
  // The thread gets it with its task, and checks and compiles it for each file.
  const plantilla = readBuiltInPlantillas().find(({ code }) => code === file.plantilla);
  return async () => {
    const definition = parseDefinition(plantilla?.definition);
    let bytes = 0;
    const back: ArrayBuffer[] = [];
    const drop = (batch: Uint8Array) => {
      bytes += batch.length;
      if (batch.buffer instanceof ArrayBuffer) back.push(batch.buffer);
    };
    // As the main thread does once the database's socket has let go of it.
    const memory = (size: number): ArrayBuffer => {
      const given = back.pop();
      return given !== undefined && given.byteLength >= size ? given : newMemory(size);
    };
    using opened = open();
    const { index, header } = chooseSheet(opened, { definition, tipoArchivo, sheet: undefined });
    const mapper = createMapper({
      definition,
      tipoArchivo,
      header,
      periodo: parsePeriodo(file.periodo),
      empresaId: 1,
      importId: 1,
      attempt: 1,
      date1904: opened.date1904,
      store: true,
      held: undefined,
      batchBytes: BATCH_BYTES,
      memory,
      sink: { charges: drop, issues: drop, hashes: drop, accounts: () => {} },
    });
    opened.read(index, (row) => {
      mapper.row(row);
      return true;
    });
    const { counters, totals } = mapper.finish();
    if (totals.total !== file.total || totals.charges !== file.charges)
      throw new Error(`total ${totals.total} of ${totals.charges} charges instead of ${file.total}`);
    return {
      rows: counters.rowsRead,
      note: `${totals.charges} charges, exact, ${Math.round(bytes / 2 ** 20)} MiB of COPY text`,
    };
  };
};

async function opener({ path, variant }: BenchFile): Promise<() => OpenFile> {
  if (variant === 'csv') {
    const { openCsv } = await import('../../src/formats/csv/open-csv.ts');
    return () => openCsv(path, DEFAULT_READ_LIMITS);
  }
  const { openXlsx } = await import('../../src/formats/xlsx/open-xlsx.ts');
  return () => openXlsx(path, DEFAULT_READ_LIMITS);
}

function valuesOf(row: Row, texts: SharedTexts): (string | number)[] {
  const values: (string | number)[] = [];
  for (let i = 0; i < row.cells; i++) {
    const shared = row.shared[i] ?? -1;
    if (shared >= 0) values.push(texts.get(shared, row, i));
    else values.push(row.kind[i] === CELL.NUMBER ? Number(textOf(row, i)) : textOf(row, i));
  }
  return values;
}

function textOf(row: Row, i: number): string {
  return row.source[i]?.toString('utf8', row.start[i], row.end[i]) ?? '';
}

/** The texts last decoded: a column repeats a few. */
class SharedTexts {
  static readonly #SLOTS = 8_192;
  readonly #indexes = new Int32Array(SharedTexts.#SLOTS).fill(-1);
  readonly #texts: string[] = Array.from({ length: SharedTexts.#SLOTS }, () => '');

  get(shared: number, row: Row, i: number): string {
    const slot = shared % SharedTexts.#SLOTS;
    if (this.#indexes[slot] === shared) return this.#texts[slot] ?? '';
    const text = textOf(row, i);
    this.#indexes[slot] = shared;
    this.#texts[slot] = text;
    return text;
  }
}
