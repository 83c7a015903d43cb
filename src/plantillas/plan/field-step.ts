import type { ColumnType, RowIssueCode } from '../../domain/codes.ts';
import type { BoundColumn, FileColumn } from '../bind-columns.ts';
import { Amount } from '../cells/amount.ts';
import {
  type CellReader,
  dateCellReader,
  lineaCellReader,
  numberCellReader,
  periodoCellReader,
  quantityCellReader,
  type ReaderContext,
  textCellReader,
  timeCellReader,
} from '../cells/cell-reader.ts';
import { DateValue, type FieldValue, LineaValue, MonthValue, TextValue } from '../cells/cell-values.ts';
import type { ColumnDefinition } from '../definition/definition-schema.ts';
import type { Field } from '../definition/fields.ts';
import { fillDown, type RowStep } from './row-step.ts';
import type { RowValues } from './row-values.ts';

/** The expected forms that messages name. */
export interface ExpectedForms {
  readonly number: string;
  readonly dateOrder: string;
  readonly linea: string;
  /** YYYY-MM. */
  readonly periodo: string;
  /** "2026-09-01/2026-09-30". */
  readonly cycle: string;
}

type Part = Pick<RowStep, 'value' | 'read' | 'fill' | 'isDecimal'>;

/** How one column's cells become a value of the row. */
export function fieldStep(
  bound: BoundColumn,
  parts: {
    readonly field: Field;
    readonly type: ColumnType;
    readonly place: number;
    readonly context: ReaderContext;
    readonly values: RowValues;
    readonly forms: ExpectedForms;
  },
): RowStep {
  const { definition } = bound;
  const part = partOf(parts.field, parts.type, definition, parts.context, parts.values);
  return {
    ...part,
    place: parts.place,
    column: bound.column,
    header: bound.header,
    required: definition.required,
    fill: definition.fillDown ? part.fill : undefined,
    isCheck: false,
    detail: (code) => detailOf(code, definition, parts.forms),
  };
}

/** A column of plain amounts: a check, a variable column, its tax. */
export function amountStep(
  column: FileColumn,
  parts: {
    readonly place: number;
    readonly context: ReaderContext;
    readonly forms: ExpectedForms;
    readonly isCheck: boolean;
  },
): RowStep & { readonly value: Amount } {
  const value = new Amount();
  return {
    value,
    read: numberCellReader(parts.context, 'DECIMAL', value),
    place: parts.place,
    column: column.column,
    header: column.header,
    required: false,
    fill: undefined,
    isDecimal: true,
    isCheck: parts.isCheck,
    detail: () => parts.forms.number,
  };
}

/** A column of text that feeds no field. */
export function textStep(
  { column, header, definition }: BoundColumn,
  value: TextValue,
  {
    place,
    context,
    forms,
  }: { readonly place: number; readonly context: ReaderContext; readonly forms: ExpectedForms },
): RowStep {
  const part = textPart(value, context);
  return {
    ...part,
    place,
    column,
    header,
    required: definition.required,
    fill: definition.fillDown ? part.fill : undefined,
    isCheck: false,
    detail: (code) => detailOf(code, definition, forms),
  };
}

function partOf(
  field: Field,
  type: ColumnType,
  definition: ColumnDefinition,
  context: ReaderContext,
  values: RowValues,
): Part {
  switch (field) {
    case 'lineaNumber':
    case 'number':
      return withFill(values.linea, new LineaValue(), lineaCellReader(context, values.linea));
    case 'periodo':
      return withFill(
        values.periodo,
        new MonthValue(),
        periodoCellReader(context, definition.format, values.periodo),
      );
    case 'account':
    case 'plan':
    case 'operadorConcept':
    case 'description':
    case 'destination':
      return textPart(values[field], context);
    case 'costCenter':
    case 'holder':
      return textPart(new TextValue(), context);
    case 'occurredOn':
    case 'occurredAt':
      return type === 'TIME'
        ? withFill(values[field], new DateValue(), timeCellReader(definition.format, values[field]))
        : datePart(values[field], type, definition, context, true);
    case 'periodFrom':
    case 'periodTo':
      return datePart(values[field], type, definition, context, false);
    case 'activeFrom':
    case 'activeTo':
    case 'suspendedFrom':
      return datePart(new DateValue(), type, definition, context, false);
    case 'quantity':
      return quantityPart(type, definition, context, values);
    case 'net':
    case 'tax':
    case 'total':
      return amountPart(values[field], type, context);
    case 'fixedCharge':
    case 'discount':
      return amountPart(new Amount(), type, context);
    default:
      return field satisfies never;
  }
}

function textPart(value: TextValue, context: ReaderContext): Part {
  return withFill(value, new TextValue(), textCellReader(context, value));
}

function amountPart(value: Amount, type: ColumnType, context: ReaderContext): Part {
  return {
    ...withFill(value, new Amount(), numberCellReader(context, type, value)),
    isDecimal: type === 'DECIMAL',
  };
}

function datePart(
  value: DateValue,
  type: ColumnType,
  { format }: ColumnDefinition,
  context: ReaderContext,
  occurred: boolean,
): Part {
  const read = dateCellReader(context, { format, withTime: type === 'DATE_TIME', occurred }, value);
  return withFill(value, new DateValue(), read);
}

function quantityPart(
  type: ColumnType,
  { format, unit }: ColumnDefinition,
  context: ReaderContext,
  values: RowValues,
): Part {
  const amount = new Amount();
  const reader = quantityCellReader(context, { type, format, unit }, amount);
  values.quantities.push({ amount, unit: reader.unit });
  return withFill(amount, new Amount(), reader.read);
}

function withFill<Value extends FieldValue & { copy(other: Value): void }>(
  value: Value,
  kept: Value,
  read: CellReader,
): Part {
  return { value, read, fill: fillDown(value, kept), isDecimal: false };
}

function detailOf(
  code: RowIssueCode,
  { format, unit }: ColumnDefinition,
  forms: ExpectedForms,
): string | undefined {
  switch (code) {
    case 'INVALID_NUMBER':
    case 'AMBIGUOUS_NUMBER':
      return forms.number;
    case 'INVALID_DATE':
    case 'AMBIGUOUS_DATE':
      return format ?? forms.dateOrder;
    case 'INVALID_TIME':
      return format ?? 'HH:mm:ss';
    case 'INVALID_PERIODO':
      return format ?? 'YYYY-MM';
    case 'INVALID_DURATION':
      return format ?? 'hh:mm:ss';
    case 'INVALID_DATA_VOLUME':
      return format ?? unit ?? 'MB';
    case 'INVALID_LINEA':
    case 'LINEA_LOST_DIGITS':
      return forms.linea;
    case 'OTHER_PERIODO':
      return forms.periodo;
    case 'DATE_OUTSIDE_PERIODO':
      return forms.cycle;
    default:
      return undefined;
  }
}
