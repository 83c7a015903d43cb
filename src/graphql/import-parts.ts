import { formatMoney, parseDecimal, subtractDecimals, ZERO } from '../domain/decimal.ts';
import type { Builder } from './builder.ts';
import type { Refs } from './refs.ts';

/** What an import is made of, beside its progress: programacion, file, totals. */
export function addImportParts(builder: Builder, refs: Refs): void {
  builder.objectType(refs.Programacion, {
    description: 'When an import is to start.',
    fields: (t) => ({
      mode: t.expose('programacionMode', {
        type: refs.ProgramacionMode,
        description: 'At once, or at a date.',
      }),
      at: t.expose('programacionAt', {
        type: 'DateTime',
        nullable: true,
        description: 'The date and time; null for AHORA.',
      }),
    }),
  });
  addBillingFile(builder, refs);
  addImportTotals(builder, refs);
}

function addBillingFile(builder: Builder, refs: Refs): void {
  builder.objectType(refs.BillingFile, {
    description: 'The file of an import.',
    fields: (t) => ({
      name: t.string({
        description: 'As its uploader named it, without folders.',
        resolve: (row) => row.fileName ?? '',
      }),
      bytes: t.field({ type: 'BigInt', description: 'Its size.', resolve: (row) => row.fileBytes ?? 0n }),
      sha256: t.string({
        description: 'Of its bytes, 64 hexadecimal digits.',
        resolve: (row) => row.fileSha256 ?? '',
      }),
      format: t.field({
        type: refs.FileFormat,
        description: 'Found from its bytes.',
        resolve: (row) => row.fileFormat ?? 'UNKNOWN',
      }),
      sheet: t.string({
        nullable: true,
        description:
          'The sheet that was read, or the one that was named for it; null for CSV and before it is known.',
        resolve: (row) => row.sheet ?? row.requestedSheet,
      }),
      sheets: t.stringList({
        description: 'All its sheets, once it was opened.',
        resolve: (row) => row.sheets,
      }),
      headerRow: t.exposeInt('headerRow', {
        nullable: true,
        description: '1-based row of the header, once it was found.',
      }),
      receivedAt: t.field({
        type: 'DateTime',
        description: 'When its last byte was stored.',
        resolve: (row) => row.fileReceivedAt ?? row.createdAt,
      }),
    }),
  });
}

function addImportTotals(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ImportTotals, {
    description:
      'Exact sums over the accepted rows. lineas = distinct numbers of accepted rows, whether or not they have a charge.',
    fields: (t) => ({
      lineas: t.exposeInt('lineas', { description: 'Distinct line numbers of accepted rows.' }),
      charges: t.exposeInt('chargeCount', {
        description: 'How many charges were stored; with validateOnly or before the confirmation: would be.',
      }),
      net: t.field({ type: 'Decimal', description: 'Σ net, in currency.', resolve: ({ net }) => money(net) }),
      tax: t.field({ type: 'Decimal', description: 'Σ tax, in currency.', resolve: ({ tax }) => money(tax) }),
      total: t.field({
        type: 'Decimal',
        description: 'Σ total, in currency.',
        resolve: ({ total }) => money(total),
      }),
      declaredTotal: t.field({
        type: 'Decimal',
        nullable: true,
        description:
          'The total that the file itself states; null where the plantilla does not say where it stands.',
        resolve: ({ declaredTotal }) => declaredTotal && money(declaredTotal),
      }),
      difference: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'declaredTotal − total.',
        resolve: ({ declaredTotal, total }) =>
          declaredTotal && formatMoney(subtractDecimals(exact(declaredTotal), exact(total))),
      }),
      currency: t.string({
        description: 'ISO 4217, of the operador.',
        resolve: ({ operador }) => operador.currency,
      }),
    }),
  });
}

/** What Prisma gives for a numeric: exact, but its toString may use an exponent. */
interface StoredDecimal {
  toFixed(): string;
}

export function money(stored: StoredDecimal): string {
  return formatMoney(exact(stored));
}

export function exact(stored: StoredDecimal) {
  return parseDecimal(stored.toFixed()) ?? ZERO;
}
