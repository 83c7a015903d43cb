import { read as sheetJsRead } from '@e965/xlsx';
import exceljs from 'exceljs';
import { CELL, DEFAULT_READ_LIMITS } from '../../src/domain/row.ts';
import { openXlsx } from '../../src/formats/xlsx/open-xlsx.ts';
import type { Shown } from './random-cell.ts';

/** The cells of the first sheet that hold something, by reference. */
export type ShownCells = ReadonlyMap<string, Shown>;

const DAY_MS = 86_400_000;
const EXCEL_EPOCH_DAYS = 25_569;

export function readByUs(path: string): ShownCells {
  using file = openXlsx(path, DEFAULT_READ_LIMITS);
  const cells = new Map<string, Shown>();
  file.read(0, (row) => {
    for (let i = 0; i < row.cells; i++) {
      const text = row.source[i]?.toString('utf8', row.start[i], row.end[i]) ?? '';
      const shown = ours(row.kind[i] ?? 0, text);
      if (shown !== undefined)
        cells.set(`${String.fromCharCode(65 + (row.column[i] ?? 0))}${row.number}`, shown);
    }
    return true;
  });
  return cells;
}

function ours(kind: number, text: string): Shown {
  switch (kind) {
    case CELL.NUMBER:
    case CELL.DATE:
      return `number ${Number(text)}`;
    case CELL.BOOLEAN:
      return `boolean ${text}`;
    case CELL.ERROR:
      return `error ${text}`;
    case CELL.ISO_DATE:
      return `iso ${text}`;
    case CELL.NO_VALUE:
      return undefined;
    default:
      return `text ${text}`;
  }
}

export async function readByExceljs(bytes: Buffer): Promise<ShownCells> {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  const cells = new Map<string, Shown>();
  workbook.worksheets[0]?.eachRow((row) => {
    row.eachCell((cell) => {
      const shown = exceljsValue(cell.value);
      if (shown !== undefined) cells.set(cell.address, shown);
    });
  });
  return cells;
}

function exceljsValue(value: exceljs.CellValue): Shown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return `number ${value}`;
  if (typeof value === 'boolean') return `boolean ${Number(value)}`;
  if (typeof value === 'string') return value === '' ? undefined : `text ${value}`;
  if (value instanceof Date) return `number ${value.getTime() / DAY_MS + EXCEL_EPOCH_DAYS}`;
  if ('error' in value) return `error ${value.error}`;
  if ('richText' in value) return `text ${value.richText.map(({ text }) => text).join('')}`;
  if ('formula' in value || 'sharedFormula' in value) return exceljsValue(value.result);
  return `text ${value.text}`;
}

export function readBySheetJs(bytes: Buffer): ShownCells {
  const workbook = sheetJsRead(bytes, { cellDates: false, cellNF: false, cellHTML: false });
  const sheet = workbook.Sheets[workbook.SheetNames[0] ?? ''] ?? {};
  const cells = new Map<string, Shown>();
  for (const [address, cell] of Object.entries(sheet)) {
    if (address.startsWith('!') || typeof cell !== 'object' || cell === null) continue;
    const shown = sheetJsValue(cell);
    if (shown !== undefined) cells.set(address, shown);
  }
  return cells;
}

function sheetJsValue({ t, v, w }: { t?: unknown; v?: unknown; w?: unknown }): Shown {
  if (t === 'n') return v === undefined ? undefined : `number ${Number(v)}`;
  if (t === 'b') return `boolean ${Number(v)}`;
  if (t === 'e') return `error ${String(w)}`;
  if (t === 'd')
    return v instanceof Date
      ? `number ${v.getTime() / DAY_MS + EXCEL_EPOCH_DAYS}`
      : `number ${Date.parse(String(v)) / DAY_MS + EXCEL_EPOCH_DAYS}`;
  return v === undefined || v === '' ? undefined : `text ${String(v)}`;
}
