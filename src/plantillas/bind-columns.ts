import type {
  ColumnDefinition,
  QuantityColumnDefinition,
  UsageColumnDefinition,
  VariableColumnsDefinition,
} from './definition/definition-schema.ts';
import { compilePattern, type TextPattern } from './definition/match-text.ts';
import { quantityColumns, type TipoLayout } from './definition/tipo-layout.ts';
import { type HeaderCell, type HeaderMatch, isNamed } from './find-header.ts';

/** Where a column of the file stands, and its header as the file writes it. */
export interface FileColumn {
  /** 0-based. */
  readonly column: number;
  readonly header: string;
}

export interface BoundColumn extends FileColumn {
  readonly definition: ColumnDefinition;
  readonly match: 'EXACT' | 'ALIAS';
}

export interface VariableColumn extends FileColumn {
  readonly tax: FileColumn | undefined;
  /** In the order of the definition; only those that are there. */
  readonly quantities: readonly QuantityColumn[];
}

/** A column that holds how much was used. */
export interface QuantityColumn extends FileColumn {
  readonly style: Omit<QuantityColumnDefinition, 'header'>;
}

/** Which column of the file is what. */
export interface Binding {
  readonly columns: readonly BoundColumn[];
  readonly variable: readonly VariableColumn[];
  /** Columns that hold a quantity and have no amount. */
  readonly usage: readonly QuantityColumn[];
  /** Columns of the definition that the file does not have. */
  readonly missing: readonly ColumnDefinition[];
  /** Columns of the file whose header has been taken by one further to the left; only variable ones are still read. */
  readonly duplicates: readonly FileColumn[];
  /** Columns of the file that the definition does not speak of. */
  readonly unknown: readonly FileColumn[];
}

/** Exact headers first, then aliases, then patterns with a *, each in the order of the definition; from left to right. */
export function bindColumns(layout: TipoLayout, header: HeaderMatch): Binding {
  const wanted = layout.tipo.columns.filter((each) => each.header !== undefined).map(compileColumn);
  const taken = new Map<ColumnDefinition, BoundColumn>();
  const free = new Set(header.cells.filter((cell) => cell.names.some((name) => name !== '')));
  for (const pass of [0, 1, 2] as const) {
    for (const { definition, passes } of wanted) {
      if (taken.has(definition)) continue;
      const cell = [...free].find((each) => isNamed(each, passes[pass]));
      if (!cell) continue;
      free.delete(cell);
      const match = isNamed(cell, passes[0]) || !isAlias(definition, cell) ? 'EXACT' : 'ALIAS';
      taken.set(definition, { column: cell.column, header: cell.text, definition, match });
    }
  }
  const duplicates = [...free].filter((cell) =>
    wanted.some(({ definition, passes }) => feeds(definition) && isNamed(cell, [...passes[0], ...passes[1]])),
  );
  for (const cell of duplicates) free.delete(cell);
  const usage = bindUsage(layout.usageColumns, free);
  const variable = bindVariable(layout.variableColumns, free);
  return {
    columns: [...taken.values()].sort((a, b) => a.column - b.column),
    variable: variable.columns,
    usage,
    missing: wanted.map(({ definition }) => definition).filter((definition) => !taken.has(definition)),
    duplicates: [...duplicates.map(fileColumn), ...variable.duplicates],
    unknown: [...free].filter((cell) => !isIgnoredAgain(cell, wanted)).map(fileColumn),
  };
}

/** Whether anything is done with a column's cells. */
export function feeds({ field, check, decidesConcept }: ColumnDefinition): boolean {
  return field !== undefined || check !== undefined || decidesConcept;
}

interface Wanted {
  readonly definition: ColumnDefinition;
  /** Exact header; exact aliases; patterns. */
  readonly passes: readonly [readonly TextPattern[], readonly TextPattern[], readonly TextPattern[]];
}

function compileColumn(definition: ColumnDefinition): Wanted {
  const headers = [compilePattern(definition.header ?? '')];
  const aliases = definition.aliases.map(compilePattern);
  const isExact = ({ exact }: TextPattern) => exact !== undefined;
  return {
    definition,
    passes: [
      headers.filter(isExact),
      aliases.filter(isExact),
      [...headers, ...aliases].filter((each) => !isExact(each)),
    ],
  };
}

function isAlias(definition: ColumnDefinition, cell: HeaderCell): boolean {
  return isNamed(cell, definition.aliases.map(compilePattern));
}

/** A second column with the header of one that is ignored is ignored as well. */
function isIgnoredAgain(cell: HeaderCell, wanted: readonly Wanted[]): boolean {
  return wanted.some(({ passes }) => isNamed(cell, [...passes[0], ...passes[1]]));
}

function fileColumn({ column, text }: HeaderCell): FileColumn {
  return { column, header: text };
}

/** Takes them out of `free` before a variable column may: they are the more exact word. */
function bindUsage(definitions: readonly UsageColumnDefinition[], free: Set<HeaderCell>): QuantityColumn[] {
  return definitions.flatMap(({ match, ...style }) => {
    const patterns = match.map(compilePattern);
    const own = [...free].filter((cell) => isNamed(cell, patterns));
    for (const cell of own) free.delete(cell);
    return own.map((cell) => ({ ...fileColumn(cell), style }));
  });
}

/** Takes the variable columns, with the tax and quantity columns that belong to them, out of `free`. */
function bindVariable(
  definition: VariableColumnsDefinition | undefined,
  free: Set<HeaderCell>,
): { columns: VariableColumn[]; duplicates: FileColumn[] } {
  if (!definition) return { columns: [], duplicates: [] };
  const patterns = definition.match.map(compilePattern);
  const companions = new Set<HeaderCell>();
  const wanted = quantityColumns(definition);
  const found: { cell: HeaderCell; tax: HeaderCell | undefined; quantities: QuantityColumn[] }[] = [];
  for (const cell of free) {
    const capture = firstCapture(patterns, cell);
    if (capture === undefined || companions.has(cell)) continue;
    const companion = (template: string | undefined) => {
      if (template === undefined) return undefined;
      const name = compilePattern(template.replace('*', capture)).exact;
      const other = [...free].find(
        (each) => each !== cell && !companions.has(each) && each.names.includes(name ?? ''),
      );
      if (other) companions.add(other);
      return other;
    };
    found.push({
      cell,
      tax: companion(definition.taxHeader),
      quantities: wanted.flatMap(({ header, ...style }) => {
        const other = companion(header);
        return other ? [{ ...fileColumn(other), style }] : [];
      }),
    });
  }
  const own = found.filter(({ cell }) => !companions.has(cell));
  for (const { cell } of own) free.delete(cell);
  for (const cell of companions) free.delete(cell);
  const names = own.map(({ cell }) => cell.names[0]);
  return {
    columns: own.map(({ cell, tax, quantities }) => ({
      ...fileColumn(cell),
      tax: tax && fileColumn(tax),
      quantities,
    })),
    duplicates: own.filter((_, i) => names.indexOf(names[i]) < i).map(({ cell }) => fileColumn(cell)),
  };
}

function firstCapture(patterns: readonly TextPattern[], cell: HeaderCell): string | undefined {
  for (const pattern of patterns) {
    for (const name of cell.names) {
      const capture = name === '' ? undefined : pattern.capture(name);
      if (capture !== undefined) return capture;
    }
  }
  return undefined;
}
