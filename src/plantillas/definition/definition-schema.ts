import { z } from 'zod';
import { CHARGE_CONCEPTS, COLUMN_CONTRACTS, COLUMN_TYPES, FILE_KINDS, UNITS } from '../../domain/codes.ts';
import { FIELDS } from './fields.ts';

/** The language of plantillas as a schema: what docs/plantillas.md explains and schema/plantilla.schema.json publishes. */

const text = z.string().min(1).max(200);
const pattern = text.describe(
  'Compared without case, accents, blanks and punctuation; * stands for anything.',
);

/** How many rows are looked through for the header when the definition does not say. */
export const DEFAULT_WITHIN_ROWS = 40;

const header = z
  .strictObject({
    cells: z.array(pattern).min(1).max(50).describe('The texts that the header row must hold, all of them.'),
    withinRows: z.int().min(1).max(1_000).default(DEFAULT_WITHIN_ROWS),
    rows: z.union([z.literal(1), z.literal(2)]).default(1),
  })
  .describe('The header is the first row, within the first withinRows, that holds all of these cells.');

const csv = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).optional(),
});

const numbers = z
  .strictObject({
    decimal: z.enum(['.', ',']).default('.'),
    thousands: z.enum(['.', ',', "'", ' ']).optional().describe('Left out: digits are not grouped.'),
    signs: z.array(text).default([]).describe('Currency signs that may stand before or after a number.'),
    blanks: z.array(text).default([]).describe('Texts that mean an empty cell, such as "-".'),
  })
  .describe('How numbers are written in text cells and CSV; number cells need no style.');

const dates = z.strictObject({ order: z.enum(['dmy', 'mdy', 'ymd']).default('dmy') });

const linea = z.strictObject({
  digits: z.array(z.int().min(3).max(20)).min(1).optional().describe('How many digits a number has.'),
  strip: z.array(text).default([]).describe('Country prefixes ("+51") and signs ("(") to leave out.'),
  accountLevel: z.array(pattern).default([]).describe('Texts that mean: a charge of the account, no line.'),
});

export const DURATION_FORMATS = [
  'hh:mm:ss',
  'mm:ss',
  'hh:mm',
  'seconds',
  'minutes',
  'hours',
  'days',
] as const;
export const VOLUME_FORMATS = ['KB', 'MB', 'GB'] as const;
export const PERIODO_FORMATS = ['YYYYMM', 'YYYY-MM', 'MMYYYY', 'MM/YYYY', 'YYYYMMDD', 'DDMMYYYY'] as const;
export const DATE_FORMATS = [
  'dd/mm/yyyy',
  'dd/mm/yy',
  'mm/dd/yyyy',
  'mm/dd/yy',
  'yyyy-mm-dd',
  'YYYYMMDD',
  'DDMMYYYY',
] as const;
export const TIME_FORMATS = ['HH:mm:ss', 'HHmmss'] as const;

const column = z.strictObject({
  header: pattern.optional().describe('Left out only for a constant (value).'),
  aliases: z.array(pattern).default([]),
  field: z.enum(FIELDS).optional().describe('Left out: the column is known and ignored.'),
  value: text.optional().describe('A constant, the same in every row, instead of a column of the file.'),
  check: z
    .enum(['sum', 'net', 'tax'])
    .optional()
    .describe('The column repeats the sum of the totals, nets or taxes of its row.'),
  type: z.enum(COLUMN_TYPES).optional().describe("Only where it is not the field's natural one."),
  format: z
    .enum([...DURATION_FORMATS, ...VOLUME_FORMATS, ...PERIODO_FORMATS, ...DATE_FORMATS, ...TIME_FORMATS])
    .optional(),
  unit: z.enum(UNITS).optional().describe('The unit in which a quantity is kept.'),
  required: z.boolean().default(false).describe('The column must be there, and filled in every row.'),
  optional: z.boolean().default(false).describe('Nothing is said where the column is not there.'),
  decidesConcept: z
    .boolean()
    .default(false)
    .describe('The rules for concepts look at this column first, before operadorConcept and description.'),
  fillDown: z.boolean().default(false).describe('A blank cell means the value above it.'),
});

const quantityColumn = z.strictObject({
  header: pattern.describe('The quantity of such a column; * is what the * of match stood for.'),
  type: z.enum(['DECIMAL', 'INTEGER', 'DURATION', 'DATA_VOLUME']).default('DECIMAL'),
  format: z.enum([...DURATION_FORMATS, ...VOLUME_FORMATS]).optional(),
  unit: z.enum(UNITS).optional(),
});

const variableColumns = z
  .strictObject({
    match: z.array(pattern).min(1).describe('Headers of columns that become one charge a row each.'),
    taxHeader: pattern.optional().describe('The tax of such a column; * is what the * of match stood for.'),
    quantity: z
      .union([quantityColumn, z.array(quantityColumn).min(1).max(10)])
      .optional()
      .describe('One, or a list of which the first that is not blank counts.'),
    whenZero: z
      .enum(['SKIP', 'KEEP_QUANTITY'])
      .default('SKIP')
      .describe('KEEP_QUANTITY: an amount that is blank or zero is a charge if it has a quantity.'),
  })
  .describe(
    'Wide files: each of these columns, not named in columns, is a charge; its header is the concept.',
  );

const usageColumn = quantityColumn.omit({ header: true }).extend({
  match: z.array(pattern).min(1).describe('Headers of columns that hold a quantity and have no amount.'),
});

const usageColumns = z
  .array(usageColumn)
  .min(1)
  .max(50)
  .describe(
    'Wide files: each of these columns is a charge of 0.00 with its quantity; its header is the concept.',
  );

const rowRule = z.strictObject({
  when: z
    .record(text, z.string().max(200))
    .describe('Header of a column → pattern; the header * means any cell. All of them must match.'),
  is: z.enum(['TOTAL', 'EXCLUDED']),
  declaredTotal: text.optional().describe('Header of the column in which this row states the total.'),
});

const conceptRule = z.strictObject({
  match: z.array(pattern).min(1),
  is: z.enum(CHARGE_CONCEPTS),
});

/** What the whole definition says once, and any of its files may say otherwise. */
const layoutParts = {
  header: header.optional(),
  sheet: z.array(pattern).min(1).optional().describe('Only where several sheets have such a header.'),
  csv: csv.optional(),
  numbers: numbers.optional(),
  dates: dates.optional(),
  variableColumns: variableColumns.optional(),
  usageColumns: usageColumns.optional(),
  rows: z.array(rowRule).optional(),
  fileName: text
    .optional()
    .describe('What the name of the file tells: {account}, the month as {YYYYMM}; * stands for anything.'),
};

const tipoArchivo = z.strictObject({
  code: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,49}$/)
    .describe('Small letters, digits and dashes.'),
  name: text,
  kind: z.enum(FILE_KINDS),
  required: z.boolean().default(false),
  columns: z.array(column).min(1).max(500),
  ...layoutParts,
  concepts: z
    .array(conceptRule)
    .max(1_000)
    .default([])
    .describe('Looked at before those of the whole definition.'),
});

export const definitionSchema = z
  .strictObject({
    $schema: z.string().optional(),
    ...layoutParts,
    linea: linea.optional(),
    cycleDay: z.int().min(1).max(31).default(1).describe("First day of the operador's cycle."),
    singleAccount: z.boolean().default(false),
    tolerance: z
      .string()
      .regex(/^\d{1,9}(?:\.\d{1,6})?$/)
      .default('0.00')
      .describe('What a check may differ by.'),
    columnContract: z.enum(COLUMN_CONTRACTS).default('ALLOW_NEW'),
    tiposArchivo: z.array(tipoArchivo).min(1).max(20),
    concepts: z.array(conceptRule).max(1_000).default([]),
  })
  .describe("Plantilla: how one operador's deliverable is laid out.");

export type Definition = z.output<typeof definitionSchema>;
export type TipoArchivoDefinition = Definition['tiposArchivo'][number];
export type ColumnDefinition = TipoArchivoDefinition['columns'][number];
export type HeaderDefinition = z.output<typeof header>;
export type NumbersDefinition = z.output<typeof numbers>;
export type DatesDefinition = z.output<typeof dates>;
export type LineaDefinition = z.output<typeof linea>;
export type RowRuleDefinition = z.output<typeof rowRule>;
export type VariableColumnsDefinition = z.output<typeof variableColumns>;
export type QuantityColumnDefinition = z.output<typeof quantityColumn>;
export type UsageColumnDefinition = z.output<typeof usageColumn>;
export type ConceptRuleDefinition = z.output<typeof conceptRule>;
