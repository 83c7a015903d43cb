import type { TipoLayout } from '../definition/tipo-layout.ts';
import { quantityColumns } from '../definition/tipo-layout.ts';
import { CHARGE_NOTE, QUANTITY_NOTE, TAX_NOTE, USAGE_NOTE } from './column-note.ts';
import { quantityCell } from './quantity-cell.ts';
import { literal, type SampleColumn } from './sample-cell.ts';
import { wideHeaders } from './wide-headers.ts';

/** A product's column and its companions, with what each row of it comes to. */
export interface Product {
  readonly columns: readonly SampleColumn[];
  amounts(index: number): { readonly net: number; readonly tax: number };
}

/** As the taxes that are computed by hand everywhere: whole cents of whole hundreds. */
const TAX_PERCENT = 18;

export function products(layout: TipoLayout): Product[] {
  const { variableColumns } = layout;
  if (!variableColumns) return [];
  const { taxHeader } = variableColumns;
  return wideHeaders(layout, variableColumns).map(({ header, star, concept }, i) => {
    const isTax = concept === 'TAX';
    const hasTax = taxHeader !== undefined && !isTax;
    const cents = (index: number) => 1_000 * (i + 1) + 100 * index;
    const taxOf = (index: number) => (cents(index) * TAX_PERCENT) / 100;
    const quantities = quantityColumns(variableColumns).map(
      (quantity, n): SampleColumn => ({
        header: named(quantity.header, star),
        note: QUANTITY_NOTE,
        cell: ({ index }) => (n === 0 ? quantityCell(quantity, index) : null),
      }),
    );
    return {
      columns: [
        { header, note: CHARGE_NOTE, cell: ({ index }) => ({ cents: cents(index) }) },
        ...(hasTax
          ? [
              {
                header: named(taxHeader, star),
                note: TAX_NOTE,
                cell: ({ index }: { index: number }) => ({ cents: taxOf(index) }),
              },
            ]
          : []),
        ...quantities,
      ],
      amounts: (index) =>
        isTax ? { net: 0, tax: cents(index) } : { net: cents(index), tax: hasTax ? taxOf(index) : 0 },
    };
  });
}

export function usage({ usageColumns }: TipoLayout): SampleColumn[] {
  return usageColumns.map(({ match, ...style }) => ({
    header: literal(match[0] ?? '') || 'Consumo',
    note: USAGE_NOTE,
    cell: ({ index }) => quantityCell(style, index),
  }));
}

/** As bindColumns looks for it. */
function named(template: string, star: string): string {
  return template.replace('*', star);
}
