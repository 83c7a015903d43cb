import { importStatus } from './import-words.ts';
import { printable } from './printable.ts';
import type { ViewerRow } from './viewer-row.ts';

const WIDTH = { number: 6, operador: 14, tipo: 10, bar: 10 } as const;

export const COLUMN_TITLES = [
  ' ',
  'N.º'.padStart(WIDTH.number),
  'Operador'.padEnd(WIDTH.operador),
  'Tipo'.padEnd(WIDTH.tipo),
  'Periodo',
  'Avance'.padEnd(WIDTH.bar + 6),
  'Estado',
].join(' ');

/** One import in one line; in 80 columns everything has its place, more room goes to the last column. */
export function importLine(row: ViewerRow, selected: boolean, columns: number): string {
  const line = [
    selected ? '▸' : ' ',
    String(row.number).padStart(WIDTH.number),
    cell(row.operador.name, WIDTH.operador),
    cell(row.tipoArchivo.name, WIDTH.tipo),
    row.periodo,
    progressBar(row.progress.percent, WIDTH.bar),
    percentText(row.progress.percent),
    importStatus(row),
  ].join(' ');
  return line.padEnd(columns);
}

function progressBar(percent: number | null | undefined, cells: number): string {
  if (percent === null || percent === undefined) return '·'.repeat(cells);
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * cells);
  return '█'.repeat(full) + '░'.repeat(cells - full);
}

function percentText(percent: number | null | undefined): string {
  return percent === null || percent === undefined ? '    —' : `${Math.floor(percent)} %`.padStart(5);
}

function cell(text: string, width: number): string {
  const characters = [...printable(text)];
  if (characters.length > width) return `${characters.slice(0, width - 1).join('')}…`;
  return characters.join('') + ' '.repeat(width - characters.length);
}
