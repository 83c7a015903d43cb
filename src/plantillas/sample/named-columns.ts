import { cycleOf, type Periodo } from '../../domain/periodo.ts';
import { ymdOfIso } from '../cells/calendar.ts';
import type { ColumnDefinition, Definition } from '../definition/definition-schema.ts';
import { compilePattern } from '../definition/match-text.ts';
import { columnType, type TipoLayout } from '../definition/tipo-layout.ts';
import { columnNote } from './column-note.ts';
import { knownConcepts } from './known-concepts.ts';
import { quantityCell } from './quantity-cell.ts';
import { literal, type SampleCell, type SampleColumn, type SampleRow } from './sample-cell.ts';

/** Digits of a made-up number where the definition does not say how many. */
const LINEA_DIGITS = 9;

/** The columns that the definition names. What says a month is blank where it may be: the sample goes with any periodo. */
export function namedColumns(definition: Definition, layout: TipoLayout, periodo: Periodo): SampleColumn[] {
  const { tipo } = layout;
  const known = knownConcepts(layout);
  const decider = decidingColumn(tipo.columns);
  return tipo.columns.flatMap((column): SampleColumn[] => {
    if (column.header === undefined) return [];
    const cell = (row: SampleRow): SampleCell =>
      column === decider
        ? (known[row.index % Math.max(known.length, 1)]?.text ?? `Concepto ${row.index + 1}`)
        : cellOf(column, row, { definition, layout, periodo });
    const header = headerOf(column.header, layout);
    return [{ header, note: columnNote(column, columnType(tipo, column)), cell }];
  });
}

/** Of a pattern what the header row must hold and it matches, if anything. */
function headerOf(header: string, { header: { cells } }: TipoLayout): string {
  const pattern = compilePattern(header);
  const cell =
    pattern.exact === undefined ? cells.map(literal).find((each) => pattern.matches(each)) : undefined;
  return cell ?? (literal(header) || 'Columna');
}

/** The column whose text the rules for concepts see first. */
function decidingColumn(columns: readonly ColumnDefinition[]): ColumnDefinition | undefined {
  return (
    columns.find(({ decidesConcept }) => decidesConcept) ??
    columns.find(({ field, header }) => field === 'operadorConcept' && header !== undefined) ??
    columns.find(({ field, header }) => field === 'description' && header !== undefined)
  );
}

interface About {
  readonly definition: Definition;
  readonly layout: TipoLayout;
  readonly periodo: Periodo;
}

function cellOf(column: ColumnDefinition, row: SampleRow, about: About): SampleCell {
  const { field, check, required } = column;
  const count = row.index + 1;
  if (check !== undefined) return { cents: check === 'sum' ? row.total : row[check] };
  switch (field) {
    case undefined:
      return null;
    case 'lineaNumber':
    case 'number':
      return lineaNumber(about.definition.linea?.digits?.[0] ?? LINEA_DIGITS, count);
    case 'periodo':
      return required ? monthText(column.format, about.periodo) : null;
    case 'occurredOn':
    case 'occurredAt':
      return required ? moment(column, about) : null;
    case 'periodFrom':
    case 'activeFrom':
      return { day: ymdOfIso(cycleOf(about.periodo, about.definition.cycleDay).from) };
    case 'periodTo':
      return { day: ymdOfIso(cycleOf(about.periodo, about.definition.cycleDay).to) };
    case 'activeTo':
    case 'suspendedFrom':
      return required ? { day: ymdOfIso(cycleOf(about.periodo, about.definition.cycleDay).to) } : null;
    case 'quantity':
      return quantityCell({ ...column, type: columnType(about.layout.tipo, column) }, row.index);
    case 'net':
    case 'tax':
    case 'total':
      return { cents: row[field] };
    case 'fixedCharge':
      return { cents: 10_000 };
    case 'discount':
      return { cents: 500 };
    case 'account':
      return SAMPLE_ACCOUNT;
    case 'plan':
      return 'Plan 1';
    case 'operadorConcept':
      return `C-00${count}`;
    case 'description':
      return `Cargo ${count}`;
    case 'destination':
      return '5550100';
    case 'costCenter':
      return 'CC-01';
    case 'holder':
      return `Persona ${count}`;
    default:
      return field satisfies never;
  }
}

export const SAMPLE_ACCOUNT = 'C-0001';

/** "900000001" in as many digits. */
function lineaNumber(digits: number, count: number): string {
  return `9${String(count).padStart(digits - 1, '0')}`;
}

function moment(column: ColumnDefinition, { definition, layout, periodo }: About): SampleCell {
  if (columnType(layout.tipo, column) === 'TIME') return column.format === 'HHmmss' ? '103000' : '10:30:00';
  return { day: ymdOfIso(cycleOf(periodo, definition.cycleDay).from) };
}

/** The first day of the month where the format wants a day. */
function monthText(format: string | undefined, periodo: Periodo): string {
  const [year = '', month = ''] = periodo.split('-');
  return (format ?? 'YYYY-MM').replace('YYYY', year).replace('MM', month).replace('DD', '01');
}
