import { createHash, createHmac } from 'node:crypto';
import type { Language } from '../../domain/message.ts';
import type { HeaderCell } from '../../plantillas/find-header.ts';

/**
 * The two columns that a file of rejected rows has beside the operador's own: why the row was rejected, and, hidden, the
 * mark by which a corrected row is known again.
 */
export const REASON_HEADER: Readonly<Record<Language, string>> = {
  es: 'Motivo del rechazo',
  en: 'Reason for rejection',
};
const MARK_HEADER = 'importador:fila';

/** Plain data: it crosses to the thread. */
export interface MarkKey {
  readonly secret: Uint8Array;
  readonly importId: number;
  /** The import's number in its empresa, by which people know it. */
  readonly number: number;
  /** Of the file that the rows are from. */
  readonly sha256: string;
}

/** 80 bits: nobody makes up a mark, and none fits another row. */
const SHA_CHARACTERS = 20;
const MARK = /^importador:(\d{1,10}):(\d{1,10}):([0-9a-f]{20})$/;

/**
 * The mark of one row of one import's file: number of the import, row, and a keyed SHA-256 over both and the file's
 * own.
 */
export function rowMark(key: MarkKey, row: number): string {
  return `importador:${key.number}:${row}:${shaOf(key, row)}`;
}

export type ReadMark =
  | { readonly is: 'ROW'; readonly row: number }
  | { readonly is: 'OTHER_IMPORT'; readonly number: number }
  | { readonly is: 'CHANGED' };

export function readMark(key: MarkKey, text: string): ReadMark {
  const [, number = '', rowText = '', sha = ''] = MARK.exec(text.trim()) ?? [];
  if (sha === '') return { is: 'CHANGED' };
  if (Number(number) !== key.number) return { is: 'OTHER_IMPORT', number: Number(number) };
  const row = Number(rowText);
  return shaOf(key, row) === sha ? { is: 'ROW', row } : { is: 'CHANGED' };
}

function shaOf({ secret, importId, sha256 }: MarkKey, row: number): string {
  return createHmac('sha256', secret)
    .update(`row.${importId}.${sha256}.${row}`)
    .digest('hex')
    .slice(0, SHA_CHARACTERS);
}

/**
 * The header of the hidden column holds a hash of all the others: a file whose columns were moved is not read as if
 * not.
 */
export function markHeader(cells: readonly HeaderCell[]): string {
  return `${MARK_HEADER}:${hashOf(cells)}`;
}

export interface OwnColumns {
  readonly mark: number;
  readonly reasons: readonly number[];
  /** The operador's columns. */
  readonly cells: readonly HeaderCell[];
  /** They are those, and stand where they stood, when the file was made. */
  readonly areUnchanged: boolean;
}

const HEADER_OF_MARK = new RegExp(`${MARK_HEADER}:([0-9a-f]{16})$`);

/** Undefined for a file without the hidden column. */
export function ownColumns(all: readonly HeaderCell[]): OwnColumns | undefined {
  const found = all.find(({ text }) => HEADER_OF_MARK.test(text));
  if (!found) return undefined;
  const isReason = ({ text }: HeaderCell) =>
    Object.values(REASON_HEADER).some((header) => text === header || text.endsWith(` ${header}`));
  const reasons = all.filter(isReason);
  const cells = all.filter((cell) => cell !== found && !reasons.includes(cell));
  return {
    mark: found.column,
    reasons: reasons.map(({ column }) => column),
    cells,
    areUnchanged: HEADER_OF_MARK.exec(found.text)?.[1] === hashOf(cells),
  };
}

function hashOf(cells: readonly HeaderCell[]): string {
  const facts = cells.map(({ column, text }) => [column, canonical(text)]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

/** A number in a header may be written in other digits by the next program. */
function canonical(text: string): string {
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? String(number) : text;
}
