import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type WorkbookToWrite, workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { HEADER } from './plantilla.ts';

/** A row by the names of its columns; what is left out has a value that does. */
export type Words = Readonly<Record<string, string>>;

const DEFAULTS: Words = { Cuenta: 'C-1', Línea: '987654321', Concepto: 'Renta', Importe: '39.90' };

export const valuesOf = (words: Words): string[] =>
  HEADER.map((name) => words[name] ?? (words.Cuenta?.startsWith('TOTAL') ? '' : (DEFAULTS[name] ?? '')));

export function csv(rows: readonly Words[], { separator = ';', header = HEADER } = {}): Buffer {
  const quoted = (text: string) => (/[";,\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [header, ...rows.map(valuesOf)].map((line) => line.map(quoted).join(separator));
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

const LETTERS = 'ABCDEFGHIJ';
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
export const text = (value: string) =>
  `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
export const number = (value: string, style = '') => `<c ${style}><v>${value}</v></c>`;

/** A row of XML cells in the columns of the header; '' is no cell. */
export const row = (n: number, cells: readonly string[]) =>
  `<row r="${n}">${cells
    .map((cell, i) => (cell === '' ? '' : cell.replace('<c', `<c r="${LETTERS[i]}${n}"`)))
    .join('')}</row>`;
export const textRow = (n: number, values: readonly string[]) =>
  row(
    n,
    values.map((value) => (value === '' ? '' : text(value))),
  );
export const headerRow = (n = 1) => textRow(n, HEADER);
export const dataRow = (n: number, words: Words = {}) => textRow(n, valuesOf(words));

export const sheet = (xml: string, book: Partial<WorkbookToWrite> = {}): Buffer =>
  zipOf(workbookParts({ sheet: xml, ...book }));
export const parts = (xml: string, book: Partial<WorkbookToWrite> = {}): PartToZip[] =>
  workbookParts({ sheet: xml, ...book });
export const good = () => sheet(headerRow() + dataRow(2));

/** The cells of one data row, some of them as XML. */
export function cells(changed: Words): string[] {
  return HEADER.map((name, i) => {
    if (changed[name] !== undefined) return changed[name];
    const value = valuesOf({})[i] ?? '';
    return value === '' ? '' : text(value);
  });
}

export const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'producers', name));
