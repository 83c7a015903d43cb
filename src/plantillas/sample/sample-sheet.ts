import type { Periodo } from '../../domain/periodo.ts';
import type { Definition } from '../definition/definition-schema.ts';
import { compilePattern, plainText } from '../definition/match-text.ts';
import { type TipoLayout, tipoLayout } from '../definition/tipo-layout.ts';
import { HEADER_NOTE } from './column-note.ts';
import { namedColumns } from './named-columns.ts';
import { literal, type SampleCell, type SampleColumn, type SampleRow } from './sample-cell.ts';
import { type Product, products, usage } from './wide-columns.ts';

const ROWS = 3;
/** Whole hundreds, so that the tax of each is whole cents. */
const NETS = [10_000, 2_500, 9_900];
const TAX_PERCENT = 18;

/** A sheet that is imported without an issue where the definition has a rule for any concept at all. */
export interface SampleSheet {
  /** A name that the definition's own words for the sheet match. */
  readonly name: string;
  readonly columns: readonly SampleColumn[];
  /** How many rows the header takes; its texts stand in the first. */
  readonly headerRows: number;
  readonly rows: readonly (readonly SampleCell[])[];
  /** Sum of the charges, in cents. */
  readonly total: number;
}

/** `periodo`: of what has to say a month. */
export function sampleSheet(definition: Definition, tipoArchivo: string, periodo: Periodo): SampleSheet {
  const layout = tipoLayout(definition, tipoArchivo);
  const wide = products(layout);
  const named = [
    ...namedColumns(definition, layout, periodo),
    ...wide.flatMap(({ columns }) => columns),
    ...usage(layout),
  ];
  const columns = [...named, ...unnamedCells(layout, named)];
  const rows = Array.from({ length: ROWS }, (_, index) => sampleRow(layout, wide, index));
  return {
    name: literal(layout.sheet[0] ?? '') || layout.tipo.name,
    columns,
    headerRows: layout.header.rows,
    rows: rows.map((row) => columns.map((column) => column.cell(row))),
    total: rows.reduce((sum, { total }) => sum + total, 0),
  };
}

function sampleRow(
  { tipo, variableColumns, usageColumns }: TipoLayout,
  wide: Product[],
  index: number,
): SampleRow {
  const fields = new Set(tipo.columns.map(({ field }) => field));
  let net = 0;
  let tax = 0;
  if (variableColumns !== undefined || usageColumns.length > 0) {
    for (const product of wide) {
      const amounts = product.amounts(index);
      net += amounts.net;
      tax += amounts.tax;
    }
  } else if (fields.has('net') || fields.has('total')) {
    net = NETS[index] ?? 0;
    const hasTax = fields.has('tax') || (fields.has('net') && fields.has('total'));
    tax = hasTax ? (net * TAX_PERCENT) / 100 : 0;
  }
  return { index, net, tax, total: net + tax };
}

/** Cells that the header row must hold and no other column has. */
function unnamedCells({ tipo, header }: TipoLayout, columns: readonly SampleColumn[]): SampleColumn[] {
  const known = new Set(
    tipo.columns.flatMap(({ header: name, aliases }) => [name ?? '', ...aliases].map(plainText)),
  );
  return header.cells.flatMap((cell): SampleColumn[] => {
    const pattern = compilePattern(cell);
    const isThere = known.has(plainText(cell)) || columns.some((column) => pattern.matches(column.header));
    return isThere ? [] : [{ header: literal(cell), note: HEADER_NOTE, cell: () => null }];
  });
}
