import { ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { DEFAULT_WITHIN_ROWS, type Definition } from './definition/definition-schema.ts';
import { compilePattern, plainText, type TextPattern } from './definition/match-text.ts';
import { type TipoLayout, tipoLayout } from './definition/tipo-layout.ts';
import { nearHeaders, nearHeadersText } from './near-headers.ts';

/** A row of the head of a sheet, as text; blank cells may be left out. */
export interface HeadRow {
  readonly number: number;
  readonly cells: readonly { readonly column: number; readonly text: string }[];
}

export interface HeaderCell {
  /** 0-based. */
  readonly column: number;
  /** As shown to people: with two header rows, the upper and the lower text. */
  readonly text: string;
  /** The plain texts by which the column may be named. */
  readonly names: readonly string[];
}

export interface HeaderMatch {
  readonly found: true;
  /** 1-based row of the sheet. */
  readonly row: number;
  /** The last row of the header; the data begins below. */
  readonly lastRow: number;
  readonly cells: readonly HeaderCell[];
}

export interface HeaderMiss {
  readonly found: false;
  /** The row that holds most of the wanted cells; undefined where no row holds any. */
  readonly row: number | undefined;
  /** The wanted cells that it lacks, as the definition writes them. */
  readonly missing: readonly string[];
  /** Those of its cells that name no column of the definition: one may be a wanted one under another name. */
  readonly strangers: readonly string[];
}

/** How many rows of a sheet findHeader wants to see: rows numbered above this one cannot change its answer. */
export function headRows(definition: Definition, tipoArchivoCode: string): number {
  const { withinRows, rows } = tipoLayout(definition, tipoArchivoCode).header;
  return (withinRows ?? DEFAULT_WITHIN_ROWS) + rows;
}

/** Whether the definition wants the header looked for on this sheet; a CSV file's only sheet has no name. */
export function sheetMatches(definition: Definition, tipoArchivoCode: string, sheet: string | null): boolean {
  const patterns = tipoLayout(definition, tipoArchivoCode).sheet;
  return (
    sheet === null || patterns.length === 0 || patterns.some((each) => compilePattern(each).matches(sheet))
  );
}

/** The first row, within the definition's withinRows, that holds all the header's cells. */
export function findHeader(
  definition: Definition,
  tipoArchivoCode: string,
  head: readonly HeadRow[],
): HeaderMatch | HeaderMiss {
  const layout = tipoLayout(definition, tipoArchivoCode);
  const wanted = layout.header.cells.map((cell) => ({ cell, names: namesOf(layout, cell) }));
  const matches: HeaderMatch[] = [];
  let miss: HeaderMiss = { found: false, row: undefined, missing: layout.header.cells, strangers: [] };
  for (const [i, row] of head.entries()) {
    if (row.number > layout.header.withinRows) break;
    const header = layout.header.rows === 2 ? twoRows(row, head[i + 1]) : oneRow(row);
    const missing = wanted.filter(({ names }) => !header.cells.some((cell) => isNamed(cell, names)));
    if (missing.length === 0) {
      if (layout.header.rows === 1) return header;
      matches.push(header);
    } else if (missing.length < miss.missing.length) {
      miss = {
        found: false,
        row: row.number,
        missing: missing.map(({ cell }) => cell),
        strangers: strangersOf(header, layout),
      };
    }
  }
  return bestOf(matches, layout) ?? miss;
}

/** The failure of a file in which no sheet has the header: names the nearest row and what it lacks. */
export function noHeaderFailure(
  definition: Definition,
  tipoArchivoCode: string,
  looked: readonly { readonly sheet: string | null; readonly miss: HeaderMiss }[],
): ImportFailedError {
  const { header, tipo } = tipoLayout(definition, tipoArchivoCode);
  const nearest = [...looked].sort((a, b) => a.miss.missing.length - b.miss.missing.length)[0];
  const missing = nearest?.miss.missing ?? header.cells;
  const cells = header.cells.map((cell) => `"${cell}"`).join(', ');
  const lacks = missing.map((cell) => `"${cell}"`).join(', ');
  const row = nearest?.miss.row;
  const near = row !== undefined && nearest !== undefined;
  const where = nearest?.sheet === null || !near ? '' : ` "${nearest.sheet}"`;
  const alike = nearHeadersText(nearHeaders(nearest?.miss.strangers ?? [], missing));
  const sheets = looked.flatMap(({ sheet }) => (sheet === null ? [] : [sheet]));
  return new ImportFailedError(
    'NO_HEADER',
    message(
      `No se encuentra la cabecera de "${tipo.name}": ninguna de las primeras ${header.withinRows} filas tiene ${cells}.${near ? ` La más parecida es la fila ${row}${where && ` de la hoja${where}`}: le falta ${lacks}.` : ''}${alike.es && ` ${alike.es}.`}`,
      `The header of "${tipo.name}" is not there: none of the first ${header.withinRows} rows holds ${cells}.${near ? ` Row ${row}${where && ` of sheet${where}`} comes nearest: it lacks ${lacks}.` : ''}${alike.en && ` ${alike.en}.`}`,
    ),
    {
      hint: message(
        'Compruebe que la plantilla y el tipo de archivo son los de este archivo.',
        'Check that the plantilla and the tipo de archivo are those of this file.',
      ),
      missingColumns: missing,
      ...(sheets.length > 0 ? { sheets } : {}),
      ...(near ? { row } : {}),
      ...(near && nearest.sheet !== null ? { sheet: nearest.sheet } : {}),
    },
  );
}

function strangersOf({ cells }: HeaderMatch, { tipo }: TipoLayout): string[] {
  const known = tipo.columns.map(({ header, aliases }) =>
    [...(header === undefined ? [] : [header]), ...aliases].map(compilePattern),
  );
  return cells.filter((cell) => !known.some((names) => isNamed(cell, names))).map(({ text }) => text);
}

/** A wanted cell that names a column may be written in any of the column's ways. */
function namesOf(layout: TipoLayout, cell: string): TextPattern[] {
  const plain = plainText(cell);
  const column = layout.tipo.columns.find((each) =>
    [each.header ?? '', ...each.aliases].some((name) => plainText(name) === plain),
  );
  const names = column ? [cell, column.header ?? cell, ...column.aliases] : [cell];
  return names.map(compilePattern);
}

/** How many columns of the file reach to the header's last cell. */
export function columnCount({ cells }: HeaderMatch): number {
  return (cells.at(-1)?.column ?? -1) + 1;
}

export function isNamed(cell: HeaderCell, names: readonly TextPattern[]): boolean {
  return names.some((name) => cell.names.some((each) => each !== '' && name.matchesPlain(each)));
}

function oneRow(row: HeadRow): HeaderMatch {
  const cells = row.cells
    .map(({ column, text }) => ({ column, text: text.trim(), names: [plainText(text)] }))
    .filter(({ text }) => text !== '');
  return { found: true, row: row.number, lastRow: row.number, cells };
}

/** A group's heading stands over its first column only (merged cells): it holds for the columns to its right, too. */
function twoRows(upper: HeadRow, lower: HeadRow | undefined): HeaderMatch {
  const below = lower?.number === upper.number + 1 ? lower : undefined;
  const above = textByColumn(upper);
  const beneath = textByColumn(below);
  const columns = [...new Set([...above.keys(), ...beneath.keys()])].sort((a, b) => a - b);
  const cells: HeaderCell[] = [];
  let group = '';
  for (const column of columns) {
    const low = beneath.get(column) ?? '';
    const own = above.get(column) ?? '';
    if (own !== '') group = low === '' ? '' : own;
    const high = own !== '' ? own : group;
    const names = low === '' ? [high] : [`${high} ${low}`, low];
    cells.push({ column, text: `${high} ${low}`.trim(), names: names.map(plainText) });
  }
  return { found: true, row: upper.number, lastRow: upper.number + 1, cells };
}

function textByColumn(row: HeadRow | undefined): Map<number, string> {
  const texts = new Map<number, string>();
  for (const { column, text } of row?.cells ?? []) if (text.trim() !== '') texts.set(column, text.trim());
  return texts;
}

/**
 * A title above two header rows may look like the upper one: the pair that names most columns is meant, the first of
 * equals.
 */
function bestOf(matches: readonly HeaderMatch[], layout: TipoLayout): HeaderMatch | undefined {
  const names = layout.tipo.columns.map((column) =>
    [column.header ?? '', ...column.aliases].filter((name) => name !== '').map(compilePattern),
  );
  let best: HeaderMatch | undefined;
  let bestScore = -1;
  for (const match of matches) {
    const score = names.filter((each) => match.cells.some((cell) => isNamed(cell, each))).length;
    if (score > bestScore) [best, bestScore] = [match, score];
  }
  return best;
}
