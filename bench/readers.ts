import { existsSync, writeFileSync } from 'node:fs';
import { DEFAULT_READ_LIMITS, type OpenFile } from '../src/domain/row.ts';

export interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export interface Measured {
  readonly rows: number;
  readonly note: string;
  readonly first: Times;
  readonly again: Times;
  readonly peakRss: number;
}

type Read = (file: string) => Promise<{ rows: number; note: string }>;

/** Prepares a reader for a file and loads its modules, which is not measured, and returns the reading, which is. */
export const READERS = {
  'exceljs streaming': exceljsStreaming,
  'our reader': ourReader,
  'our reader, as CSV': ourCsvReader,
  'our reader + mapping + COPY text': ourReaderAndMapping,
} as const satisfies Record<string, (file: string) => Promise<Read>>;
export type Reader = keyof typeof READERS;

export function isReader(name: string): name is Reader {
  return Object.hasOwn(READERS, name);
}

async function exceljsStreaming(): Promise<Read> {
  const { default: exceljs } = await import('exceljs');
  return async (file) => {
    let rows = 0;
    let cells = 0;
    const workbook = new exceljs.stream.xlsx.WorkbookReader(file, {
      entries: 'ignore',
      sharedStrings: 'cache',
      hyperlinks: 'ignore',
      styles: 'ignore',
      worksheets: 'emit',
    });
    for await (const sheet of workbook) {
      for await (const row of sheet) {
        rows++;
        cells += row.cellCount;
      }
    }
    return { rows, note: `${cells} cells` };
  };
}

async function ourReader(): Promise<Read> {
  const { openXlsx } = await import('../src/formats/xlsx/open-xlsx.ts');
  return async (file) => {
    let rows = 0;
    let cells = 0;
    using open = openXlsx(file, DEFAULT_READ_LIMITS);
    open.read(0, (row) => {
      rows++;
      cells += row.cells;
      return true;
    });
    return { rows, note: `${cells} cells` };
  };
}

/** The same rows as semicolon-separated text, written once beside the workbook. */
async function ourCsvReader(file: string): Promise<Read> {
  const { openXlsx } = await import('../src/formats/xlsx/open-xlsx.ts');
  const { openCsv } = await import('../src/formats/csv/open-csv.ts');
  const csv = file.replace(/\.xlsx$/, '.csv');
  if (!existsSync(csv)) writeFileSync(csv, asCsv(openXlsx(file, DEFAULT_READ_LIMITS)));
  return async () => {
    let rows = 0;
    let cells = 0;
    using open = openCsv(csv, DEFAULT_READ_LIMITS);
    open.read(0, (row) => {
      rows++;
      cells += row.cells;
      return true;
    });
    return { rows, note: `${cells} cells` };
  };
}

/** All that the thread does, from the bytes to lines ready for COPY, which are dropped. */
async function ourReaderAndMapping(): Promise<Read> {
  const { openXlsx } = await import('../src/formats/xlsx/open-xlsx.ts');
  const { chooseSheet } = await import('../src/worker/choose-sheet.ts');
  const { createMapper } = await import('../src/plantillas/mapper.ts');
  const { parseDefinition } = await import('../src/plantillas/definition.ts');
  const { readBuiltInPlantillas } = await import('../src/plantillas/built-in.ts');
  const { parsePeriodo } = await import('../src/domain/periodo.ts');
  const { BATCH_BYTES } = await import('../src/worker/messages.ts');
  return async (file) => {
    const plantilla = readBuiltInPlantillas().find(({ code }) => code === 'movistar-mx-conceptos');
    const definition = parseDefinition(plantilla?.definition);
    const tipoArchivo = 'conceptos';
    let bytes = 0;
    const drop = (batch: Uint8Array) => {
      bytes += batch.length;
    };
    using open = openXlsx(file, DEFAULT_READ_LIMITS);
    const { index, header } = chooseSheet(open, { definition, tipoArchivo, sheet: undefined });
    const mapper = createMapper({
      definition,
      tipoArchivo,
      header,
      periodo: parsePeriodo('2026-09'),
      empresaId: 1,
      importId: 1,
      attempt: 1,
      date1904: open.date1904,
      store: true,
      held: undefined,
      batchBytes: BATCH_BYTES,
      sink: { charges: drop, issues: drop, hashes: drop, accounts: () => {} },
    });
    open.read(index, (row) => {
      mapper.row(row);
      return true;
    });
    const { counters, totals } = mapper.finish();
    return {
      rows: counters.rowsRead,
      note: `total ${totals.total}, ${Math.round(bytes / 2 ** 20)} MiB of COPY text`,
    };
  };
}

function asCsv(workbook: OpenFile): string {
  using file = workbook;
  const lines: string[] = [];
  file.read(0, (row) => {
    const fields = Array.from({ length: row.cells }, (_, i) =>
      row.source[i]?.toString('utf8', row.start[i], row.end[i]),
    );
    lines.push(fields.join(';'));
    return true;
  });
  return lines.join('\r\n');
}
