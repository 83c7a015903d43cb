import { type BoundColumn, bindColumns } from './bind-columns.ts';
import type { ColumnDefinition } from './definition/definition-schema.ts';
import { type TipoLayout, tipoLayout } from './definition/tipo-layout.ts';
import type { Definition } from './definition.ts';
import type { HeaderMatch } from './find-header.ts';
import { movedPlaces } from './moved-places.ts';

export type ColumnMatchKind = 'EXACT' | 'ALIAS' | 'NEW' | 'MISSING' | 'MOVED';

/** A column of a file beside what a tipo de archivo knows. */
export interface MatchedColumn {
  /** 0-based; -1 for one that is not there. */
  readonly index: number;
  /** As the file has it; of one that is not there, as the definition has it. */
  readonly header: string;
  /** What it feeds, "check" for a control column, "concept" for one that only decides it; null = nothing. */
  readonly field: string | null;
  readonly match: ColumnMatchKind;
}

export interface ColumnsMatched {
  /** Those of the file from left to right, then the missing ones in the definition's order. */
  readonly columns: readonly MatchedColumn[];
  /** How well the two fit, 0 to 1, three digits: see confidenceOf. */
  readonly confidence: number;
}

/** Compares the header of a file with the columns of a tipo de archivo. */
export function matchColumns(
  definition: Definition,
  tipoArchivo: string,
  header: HeaderMatch,
): ColumnsMatched {
  const layout = tipoLayout(definition, tipoArchivo);
  const binding = bindColumns(layout, header);
  const inFile = new Map<number, Omit<MatchedColumn, 'index' | 'header'>>();
  const moved = movedPlaces(placesOf(binding.columns, layout.tipo.columns));
  for (const [i, { column, definition: known, match }] of binding.columns.entries()) {
    inFile.set(column, { field: fieldOf(known), match: moved.has(i) ? 'MOVED' : match });
  }
  for (const { column } of binding.usage) inFile.set(column, { field: 'quantity', match: 'EXACT' });
  for (const { column, tax, quantities } of binding.variable) {
    inFile.set(column, { field: 'total', match: 'EXACT' });
    if (tax) inFile.set(tax.column, { field: 'tax', match: 'EXACT' });
    for (const quantity of quantities) inFile.set(quantity.column, { field: 'quantity', match: 'EXACT' });
  }
  for (const { column } of [...binding.duplicates, ...binding.unknown]) {
    if (!inFile.has(column)) inFile.set(column, { field: null, match: 'NEW' });
  }
  // What comes only in some months is not missed in the others.
  const missing = binding.missing.filter(({ optional }) => !optional);
  const named = header.cells.filter(({ text }) => text !== '');
  return {
    columns: [
      ...named.map(({ column, text }) => ({
        index: column,
        header: text,
        // What no list names is known and ignored.
        ...(inFile.get(column) ?? { field: null, match: 'EXACT' as const }),
      })),
      ...missing.map((known) => ({
        index: -1,
        header: known.header ?? '',
        field: fieldOf(known),
        match: 'MISSING' as const,
      })),
    ],
    confidence: confidenceOf(layout, missing, named.length, binding.unknown.length),
  };
}

/**
 * The place of each column in the definition's order. Among columns of one field (quantities) that order says which of
 * them counts first, not where they stand: they may change places with each other.
 */
function placesOf(columns: readonly BoundColumn[], order: readonly ColumnDefinition[]): number[] {
  const places = columns.map(({ definition }) => order.indexOf(definition));
  const among = [...columns.keys()].filter((i) => columns[i]?.definition.field === 'quantity');
  const sorted = among.map((i) => places[i] ?? 0).sort((a, b) => a - b);
  for (const [n, i] of among.entries()) places[i] = sorted[n] ?? 0;
  return places;
}

function fieldOf({ field, check, decidesConcept }: ColumnDefinition): string | null {
  return field ?? (check !== undefined ? 'check' : decidesConcept ? 'concept' : null);
}

/**
 * The share of the definition's columns that are there, a required one counted twice, times the share of the file's
 * columns that the definition knows: by name, as ignored or as variable ones.
 */
function confidenceOf(
  { tipo }: TipoLayout,
  missing: readonly ColumnDefinition[],
  inFile: number,
  unknown: number,
): number {
  const weigh = (columns: readonly ColumnDefinition[]) =>
    columns.reduce((sum, { required }) => sum + (required ? 2 : 1), 0);
  const wanted = weigh(tipo.columns.filter(({ header }) => header !== undefined));
  const there = wanted === 0 ? 1 : 1 - weigh(missing) / wanted;
  const known = inFile === 0 ? 0 : 1 - unknown / inFile;
  return Math.round(there * known * 1000) / 1000;
}
