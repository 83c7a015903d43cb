import type { Import } from '../database/generated/client.ts';
import { formatMoney, parseDecimal, subtractDecimals, ZERO } from '../domain/decimal.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import type { ImportParts } from '../imports/parts.ts';
import { totalsOfMonthBefore } from '../imports/totals-of-month-before.ts';
import type { Batches } from './batches.ts';
import type { Builder } from './builder.ts';
import { exact } from './import-parts.ts';
import type { MonthBeforeOf, Refs } from './refs.ts';

export function addMonthBefore(builder: Builder, refs: Refs): void {
  builder.objectType(refs.MonthBefore, {
    description:
      "What is stored of the month before, by imports of the same operador, plantilla, tipo de archivo and any account of the import's file, and how the import differs from it.",
    fields: (t) => ({
      periodo: t.field({
        type: 'Periodo',
        description: 'The month before.',
        resolve: ({ before }) => before.periodo,
      }),
      lineas: t.int({
        description: 'Its lines; one that stands in several of its imports counts in each.',
        resolve: ({ before }) => before.lineas,
      }),
      charges: t.int({ description: 'Its charges.', resolve: ({ before }) => before.charges }),
      total: t.field({
        type: 'Decimal',
        description: 'Its Σ total, in the currency of the totals.',
        resolve: ({ before }) => formatMoney(decimal(before.total)),
      }),
      lineasDifference: t.int({
        description: "totals.lineas − the month before's: above zero where there are more lines now.",
        resolve: (row) => row.import.lineas - row.before.lineas,
      }),
      chargesDifference: t.int({
        description: "totals.charges − the month before's.",
        resolve: (row) => row.import.chargeCount - row.before.charges,
      }),
      totalDifference: t.field({
        type: 'Decimal',
        description: "totals.total − the month before's: above zero where the bill has risen.",
        resolve: (row) => formatMoney(subtractDecimals(exact(row.import.total), decimal(row.before.total))),
      }),
    }),
  });
}

/** null where there is nothing to compare yet, or with. */
export async function monthBeforeOf(
  row: Import,
  parts: ImportParts,
  batches: Batches,
): Promise<MonthBeforeOf | null> {
  if (!isCounted(row)) return null;
  const before = await batches.load('monthBefore', row, (rows) => loadAll(parts, rows));
  return before ? { import: row, before } : null;
}

/** Its totals are those of its whole file. */
function isCounted({ phase, outcome, confirmedAt, estado }: Import): boolean {
  if (estado === 'EN_PROCESO') return phase === 'AWAITING_CONFIRMATION' || confirmedAt !== null;
  return outcome === 'SUCCEEDED' || outcome === 'SUCCEEDED_WITH_ISSUES';
}

async function loadAll({ database }: ImportParts, rows: readonly Import[]) {
  const asked = rows.map(({ id, empresaId, periodo }) => ({ id, empresaId, periodo: parsePeriodo(periodo) }));
  return totalsOfMonthBefore(database, asked);
}

function decimal(text: string) {
  return parseDecimal(text) ?? ZERO;
}
