import { CELL, type Row } from '../../domain/row.ts';
import type { Binding } from '../bind-columns.ts';
import { Amount } from '../cells/amount.ts';
import { ByteMemo, UNKNOWN } from '../cells/byte-memo.ts';
import { skipApostrophe } from '../cells/cell-text.ts';
import type { NumberStyle } from '../cells/number-style.ts';
import { parseNumberCell } from '../cells/parse-number-cell.ts';
import { parseTextNumber } from '../cells/parse-text-number.ts';
import type { RowRuleDefinition } from '../definition/definition-schema.ts';
import { compilePattern, plainText, type TextPattern } from '../definition/match-text.ts';
import { NO_CELL, type RowCells } from '../rows/row-cells.ts';

/** A kind of row that is no data: a total or a group left out of it. */
export interface RowRule {
  readonly is: 'TOTAL' | 'EXCLUDED';
  /** Header and place of the cell by which people know such a row; undefined where any cell may be it. */
  readonly header: string | undefined;
  readonly place: number | undefined;
  /** All of them must hold. */
  readonly conditions: readonly CellCondition[];
  matches(row: Row): boolean;
  /** The total that the row states, where the definition says so and the cell is a number. */
  declaredTotal(row: Row): Amount | undefined;
}

/** What a rule asks of one cell. */
export interface CellCondition {
  /** Undefined: any cell of text in the row may be it. */
  readonly place: number | undefined;
  readonly matchesBlank: boolean;
  matches(bytes: Buffer, start: number, end: number): boolean;
}

/** Rules about columns that the file does not have never match. */
export function compileRowRules(
  definitions: readonly RowRuleDefinition[],
  binding: Binding,
  cells: RowCells,
  numbers: NumberStyle,
): RowRule[] {
  return definitions.flatMap((definition) => {
    const conditions: CellCondition[] = [];
    let first: { header: string; place: number } | undefined;
    for (const [header, pattern] of Object.entries(definition.when)) {
      const column = header === '*' ? undefined : columnNamed(header, binding);
      if (header !== '*' && column === undefined) return [];
      const place = column && cells.placeOf(column.column);
      if (column && place !== undefined) first ??= { header: column.header, place };
      conditions.push(cellCondition(compilePattern(pattern), place));
    }
    const total = definition.declaredTotal && columnNamed(definition.declaredTotal, binding);
    const totalPlace = total ? cells.placeOf(total.column) : undefined;
    return [
      {
        is: definition.is,
        header: first?.header,
        place: first?.place,
        conditions,
        matches: (row: Row) => conditions.every((condition) => holds(condition, row, cells)),
        declaredTotal: (row: Row) =>
          totalPlace === undefined ? undefined : amountAt(totalPlace, row, cells, numbers),
      },
    ];
  });
}

function columnNamed(header: string, { columns }: Binding): { column: number; header: string } | undefined {
  const plain = plainText(header);
  return columns.find(({ definition }) =>
    [definition.header ?? '', ...definition.aliases].some((name) => plainText(name) === plain),
  );
}

/** A blank cell is matched by "" and by "*". */
function cellCondition(pattern: TextPattern, place: number | undefined): CellCondition {
  return {
    place,
    matchesBlank: place !== undefined && pattern.matchesPlain(''),
    matches: bytesMatcher(pattern),
  };
}

function holds({ place, matchesBlank, matches }: CellCondition, row: Row, cells: RowCells): boolean {
  if (place === undefined) return anyCellMatches(matches, row);
  const i = cells.cell[place] ?? NO_CELL;
  if (i === NO_CELL) return matchesBlank;
  const bytes = row.source[i];
  return bytes !== undefined && matches(bytes, cells.start[place] ?? 0, cells.end[place] ?? 0);
}

function anyCellMatches(matches: CellCondition['matches'], row: Row): boolean {
  for (let i = 0; i < row.cells; i++) {
    const bytes = row.source[i];
    if (row.kind[i] === CELL.TEXT && bytes && matches(bytes, row.start[i] ?? 0, row.end[i] ?? 0)) return true;
  }
  return false;
}

/**
 * Matches without making strings of most cells: by the first letter that the pattern wants, then by memory. A column of
 * line numbers never gets past the first letter of "TOTAL".
 */
function bytesMatcher(pattern: TextPattern): (bytes: Buffer, start: number, end: number) => boolean {
  const wanted = plainText(pattern.source.split('*')[0] ?? '').charCodeAt(0);
  const memo = new ByteMemo();
  return (bytes, start, end) => {
    if (wanted < 0x80 && startsOtherwise(bytes, start, end, wanted)) return false;
    const known = memo.find(bytes, start, end);
    if (known !== UNKNOWN) return known === 1;
    const result = pattern.matches(bytes.toString('utf8', start, end));
    memo.add(bytes, start, end, result ? 1 : 0);
    return result;
  };
}

/** Whether the first letter or digit, if it comes before any byte beyond ASCII, is another one. */
function startsOtherwise(bytes: Buffer, start: number, end: number, wanted: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80) return false;
    const lower = byte >= 65 && byte <= 90 ? byte + 32 : byte;
    const counts = (lower >= 97 && lower <= 122) || (lower >= 48 && lower <= 57);
    // A combining accent may follow, but the letter stays.
    if (counts) return lower !== wanted;
  }
  return true;
}

function amountAt(place: number, row: Row, cells: RowCells, numbers: NumberStyle): Amount | undefined {
  const i = cells.cell[place] ?? NO_CELL;
  const bytes = i === NO_CELL ? undefined : row.source[i];
  if (bytes === undefined) return undefined;
  const amount = new Amount();
  const start = cells.start[place] ?? 0;
  const end = cells.end[place] ?? 0;
  if (row.kind[i] === CELL.NUMBER) return parseNumberCell(bytes, start, end, amount) ? amount : undefined;
  const isText = row.kind[i] === CELL.TEXT;
  if (!isText) return undefined;
  const text = skipApostrophe(bytes, start, end);
  return parseTextNumber(bytes, text, end, numbers, amount) === 'READ' ? amount : undefined;
}
