import type { ChargeConcept } from '../domain/codes.ts';
import { columnLetters } from '../domain/column-letters.ts';
import { formatQuantity } from '../domain/decimal.ts';
import type { ImportParts } from '../imports/parts.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { encodeId } from './global-id.ts';
import { exact, money } from './import-parts.ts';
import { clampInt, forwardPage, type Page, type PageArguments } from './page.ts';
import type { ChargeOf, ImportWithCurrency, Refs } from './refs.ts';
import { shownId } from './shown-id.ts';

export function addCharge(builder: Builder, refs: Refs): void {
  builder.objectType(refs.Charge, {
    interfaces: [refs.Node],
    description: 'One charge of one line, in long form whatever the shape of the file.',
    fields: (t) => ({
      id: t.id({
        description: 'Opaque; ends when its import is reverted.',
        resolve: ({ importId, n }) => encodeId('Charge', importId, n),
      }),
      lineaNumber: t.exposeString('lineaNumber', {
        nullable: true,
        description: 'Digits as text, without prefix; null for a charge of the account.',
      }),
      account: t.exposeString('account', { nullable: true, description: "The operator's account." }),
      plan: t.exposeString('plan', { nullable: true, description: 'The plan as the file names it.' }),
      concept: t.expose('concept', { type: refs.ChargeConcept, description: 'What it is for.' }),
      operadorConcept: t.exposeString('operadorConcept', {
        description: "In the operator's own words or code.",
      }),
      description: t.exposeString('description', { nullable: true, description: 'As the file has it.' }),
      occurredOn: t.expose('occurredOn', {
        type: 'Date',
        nullable: true,
        description: 'The day, local to the operador.',
      }),
      occurredAt: t.expose('occurredAt', {
        type: 'LocalDateTime',
        nullable: true,
        description: 'Day and time, local to the operador.',
      }),
      periodFrom: t.expose('periodFrom', {
        type: 'Date',
        nullable: true,
        description: 'First day that it covers.',
      }),
      periodTo: t.expose('periodTo', {
        type: 'Date',
        nullable: true,
        description: 'Last day that it covers.',
      }),
      destination: t.exposeString('destination', {
        nullable: true,
        description: 'Who was called, or where.',
      }),
      currency: t.exposeString('currency', { description: 'ISO 4217, of the operador.' }),
      sheet: t.exposeString('sheet', { nullable: true, description: 'Evidence: the sheet; null for CSV.' }),
      row: t.exposeInt('row', { description: 'Evidence: 1-based row of the sheet, or line of the CSV.' }),
      column: t.string({
        nullable: true,
        description: 'Evidence: letters of the column; null where the whole row is the charge.',
        resolve: ({ column }) => columnLetters(column),
      }),
    }),
  });
  addAmounts(builder, refs);
}

function addAmounts(builder: Builder, refs: Refs): void {
  builder.objectFields(refs.Charge, (t) => ({
    quantity: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'How much, in unit; no trailing zeros.',
      resolve: ({ quantity }) => quantity && formatQuantity(exact(quantity)),
    }),
    unit: t.expose('unit', { type: refs.Unit, nullable: true, description: 'The unit of quantity.' }),
    net: t.field({ type: 'Decimal', description: 'Before tax.', resolve: ({ net }) => money(net) }),
    tax: t.field({
      type: 'Decimal',
      description: 'As the file states it, never computed from a rate.',
      resolve: ({ tax }) => money(tax),
    }),
    total: t.field({ type: 'Decimal', description: 'net + tax.', resolve: ({ total }) => money(total) }),
  }));
}

export async function chargesOf(
  { database }: ImportParts,
  { empresaId, id, rowsPurgedAt, sheet, operador: { currency } }: ImportWithCurrency,
  args: PageArguments & {
    lineaNumber?: string | null | undefined;
    concept?: ChargeConcept | null | undefined;
  },
): Promise<Page<ChargeOf>> {
  const { lineaNumber, concept } = args;
  const where = {
    empresaId,
    importId: shownId({ id, rowsPurgedAt }),
    ...(lineaNumber != null && { lineaNumber }),
    ...(concept && { concept }),
  };
  return forwardPage(args, {
    next: async (above, take) => {
      const n = { gt: clampInt(above) };
      const rows = await database.prisma.charge.findMany({
        where: { ...where, n },
        orderBy: { n: 'asc' },
        take,
      });
      return rows.map((row) => ({ ...row, sheet, currency }));
    },
    position: ({ n }) => n,
    total: () => database.prisma.charge.count({ where }),
  });
}

/** One of the empresa's; none while they are being removed. */
export async function findCharge(
  { parts }: ApiContext,
  empresaId: number,
  [importId = 0, n = 0]: readonly number[],
): Promise<ChargeOf | null> {
  const { prisma } = parts.database;
  const charge = await prisma.charge.findUnique({
    where: { empresaId_importId_n: { empresaId, importId, n } },
  });
  if (!charge) return null;
  const { sheet, operador, rowsPurgedAt } = await prisma.import.findUniqueOrThrow({
    where: { id: importId },
    select: { sheet: true, rowsPurgedAt: true, operador: { select: { currency: true } } },
  });
  return rowsPurgedAt === null ? { ...charge, sheet, currency: operador.currency } : null;
}
