import type { Unit } from '../../domain/codes.ts';
import type { FileColumn, QuantityColumn, VariableColumn } from '../bind-columns.ts';
import { Amount } from '../cells/amount.ts';
import { quantityCellReader, type ReaderContext } from '../cells/cell-reader.ts';
import { TextValue } from '../cells/cell-values.ts';
import type { TipoLayout } from '../definition/tipo-layout.ts';
import type { RowCells } from '../rows/row-cells.ts';
import type { ConceptRules } from './concept-rules.ts';
import { amountStep, type ExpectedForms } from './field-step.ts';
import type { RowStep } from './row-step.ts';

/** A column that becomes a charge in every row in which it is neither blank nor zero. */
export interface VariableCharge {
  readonly column: FileColumn;
  readonly header: TextValue;
  /** Index in CHARGE_CONCEPTS, or NO_CONCEPT. */
  readonly concept: number;
  readonly amount: Amount;
  readonly tax: Amount | undefined;
  /** The first that is not blank counts. */
  readonly quantities: readonly { readonly amount: Amount; readonly unit: Unit | undefined }[];
  /** Its quantity makes it a charge also where there is no amount. */
  readonly keepsQuantity: boolean;
}

/** What all steps of one file share. */
export interface Shared {
  readonly context: ReaderContext;
  readonly forms: ExpectedForms;
  readonly cells: RowCells;
}

export function stepsOfVariable(
  { column, header, tax, quantities }: VariableColumn,
  { variableColumns }: TipoLayout,
  { context, forms, cells, concepts }: Shared & { readonly concepts: ConceptRules },
): { charge: VariableCharge; steps: RowStep[] } {
  const amountOf = (each: FileColumn) =>
    amountStep(each, { place: cells.placeOf(each.column), context, forms, isCheck: false });
  const main = amountOf({ column, header });
  const taxStep = tax && amountOf(tax);
  const used = quantities.map((each) => stepOfQuantity(each, { context, forms, cells }));
  return {
    charge: {
      column: { column, header },
      header: textOf(header),
      concept: concepts.ofText(header),
      amount: main.value,
      tax: taxStep?.value,
      quantities: used,
      keepsQuantity: variableColumns?.whenZero === 'KEEP_QUANTITY',
    },
    steps: [main, ...(taxStep ? [taxStep] : []), ...used.map(({ step }) => step)],
  };
}

/** No step ever fills its amount. */
export function stepsOfUsage(
  usage: QuantityColumn,
  shared: Shared & { readonly concepts: ConceptRules },
): { charge: VariableCharge; steps: RowStep[] } {
  const { column, header } = usage;
  const used = stepOfQuantity(usage, shared);
  return {
    charge: {
      column: { column, header },
      header: textOf(header),
      concept: shared.concepts.ofText(header),
      amount: new Amount(),
      tax: undefined,
      quantities: [used],
      keepsQuantity: true,
    },
    steps: [used.step],
  };
}

function stepOfQuantity(
  { style, ...column }: QuantityColumn,
  { context, forms, cells }: Shared,
): { step: RowStep; amount: Amount; unit: Unit | undefined } {
  const step = amountStep(column, { place: cells.placeOf(column.column), context, forms, isCheck: false });
  const { read, unit } = quantityCellReader(context, style, step.value);
  return { step: { ...step, read, isDecimal: false }, amount: step.value, unit };
}

function textOf(header: string): TextValue {
  const text = new TextValue();
  text.set(Buffer.from(header), 0, Buffer.byteLength(header));
  return text;
}
