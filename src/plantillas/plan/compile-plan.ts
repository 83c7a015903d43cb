import type { Unit } from '../../domain/codes.ts';
import { cycleOf, type Periodo } from '../../domain/periodo.ts';
import type { Binding, FileColumn, VariableColumn } from '../bind-columns.ts';
import type { Amount } from '../cells/amount.ts';
import { ymdOfIso } from '../cells/calendar.ts';
import { type CellReader, quantityCellReader, type ReaderContext } from '../cells/cell-reader.ts';
import { TextValue } from '../cells/cell-values.ts';
import { garbledTextDetector } from '../cells/garbled-text.ts';
import { numberStyle } from '../cells/number-style.ts';
import { lineaReader } from '../cells/parse-linea.ts';
import type { Definition } from '../definition/definition-schema.ts';
import { columnType, type TipoLayout } from '../definition/tipo-layout.ts';
import { CopyArena } from '../output/copy-arena.ts';
import { RowCells } from '../rows/row-cells.ts';
import { type ConceptRules, conceptRules } from './concept-rules.ts';
import { amountStep, type ExpectedForms, fieldStep } from './field-step.ts';
import { compileRowRules, type RowRule } from './row-rules.ts';
import type { RowStep } from './row-step.ts';
import { type RowValues, rowValues } from './row-values.ts';

export interface Check {
  readonly is: 'sum' | 'net' | 'tax';
  readonly step: RowStep & { readonly value: Amount };
}

/** A column that becomes a charge in every row in which it is neither blank nor zero. */
export interface VariableCharge {
  readonly column: FileColumn;
  readonly header: TextValue;
  /** Index in CHARGE_CONCEPTS, or NO_CONCEPT. */
  readonly concept: number;
  readonly amount: Amount;
  readonly tax: Amount | undefined;
  readonly quantity: { readonly amount: Amount; readonly unit: Unit | undefined } | undefined;
}

/** A definition made ready for one file: nothing is looked up by name after this. */
export interface Plan {
  readonly layout: TipoLayout;
  readonly cells: RowCells;
  readonly values: RowValues;
  /** Of the texts that charges are written with. */
  readonly arena: CopyArena;
  /** In the order of the file's columns. */
  readonly steps: readonly RowStep[];
  readonly rules: readonly RowRule[];
  readonly checks: readonly Check[];
  readonly variable: readonly VariableCharge[];
  readonly concepts: ConceptRules;
  /** The steps at which issues of the row as a whole stand. */
  readonly conceptStep: RowStep | undefined;
  readonly totalStep: RowStep | undefined;
}

export function compilePlan(
  definition: Definition,
  layout: TipoLayout,
  binding: Binding,
  file: { readonly periodo: Periodo; readonly date1904: boolean },
): Plan {
  const numbers = numberStyle(layout.numbers);
  const cycle = cycleOf(file.periodo, definition.cycleDay);
  const context: ReaderContext = {
    numbers,
    dateOrder: layout.dates.order,
    date1904: file.date1904,
    linea: lineaReader(definition.linea),
    isGarbled: garbledTextDetector(),
    month: ymdOfIso(file.periodo),
    cycle: { from: ymdOfIso(cycle.from), to: ymdOfIso(cycle.to) },
  };
  const forms: ExpectedForms = {
    number: numbers.example,
    dateOrder: { dmy: 'dd/mm/yyyy', mdy: 'mm/dd/yyyy', ymd: 'yyyy-mm-dd' }[layout.dates.order],
    linea: (definition.linea?.digits ?? []).join(', '),
    periodo: file.periodo,
    cycle: `${cycle.from}/${cycle.to}`,
  };
  const cells = new RowCells();
  const values = rowValues();
  setConstants(layout, values);
  const fieldSteps = stepsOfFields(layout, binding, { context, values, forms, cells });
  const checks = stepsOfChecks(binding, { context, forms, cells });
  const concepts = conceptRules(definition.concepts);
  const variable = binding.variable.map((column) =>
    stepsOfVariable(column, layout, { context, forms, cells, concepts }),
  );
  const steps = [
    ...fieldSteps.map(({ step }) => step),
    ...checks.map(({ step }) => step),
    ...variable.flatMap((each) => each.steps),
  ].sort((a, b) => a.column - b.column);
  const stepOf = (field: string) => fieldSteps.find((each) => each.field === field)?.step;
  return {
    layout,
    cells,
    values,
    arena: new CopyArena(),
    steps,
    rules: compileRowRules(layout.rows, binding, cells, numbers),
    checks,
    variable: variable.map(({ charge }) => charge),
    concepts,
    conceptStep: stepOf('operadorConcept') ?? stepOf('description'),
    totalStep: stepOf('total') ?? stepOf('net') ?? stepOf('tax'),
  };
}

interface Shared {
  readonly context: ReaderContext;
  readonly forms: ExpectedForms;
  readonly cells: RowCells;
}

/** Constants are no steps: nothing clears them. */
function setConstants({ tipo }: TipoLayout, values: RowValues): void {
  for (const { field, value } of tipo.columns) {
    if (value === undefined) continue;
    const bytes = Buffer.from(value);
    switch (field) {
      case 'account':
      case 'plan':
      case 'operadorConcept':
      case 'description':
      case 'destination':
        values[field].set(bytes, 0, bytes.length);
        break;
      default:
    }
  }
}

/** In the definition's order, in which the first quantity that is not blank counts. */
function stepsOfFields(
  { tipo }: TipoLayout,
  binding: Binding,
  { context, values, forms, cells }: Shared & { readonly values: RowValues },
): { field: string; step: RowStep }[] {
  return tipo.columns.flatMap((definition) => {
    const { field } = definition;
    const bound = binding.columns.find((each) => each.definition === definition);
    if (field === undefined || bound === undefined) return [];
    const type = columnType(tipo, definition);
    const place = cells.placeOf(bound.column);
    return [{ field, step: fieldStep(bound, { field, type, place, context, values, forms }) }];
  });
}

function stepsOfChecks(binding: Binding, { context, forms, cells }: Shared): Check[] {
  return binding.columns.flatMap((bound) => {
    const is = bound.definition.check;
    if (is === undefined) return [];
    const place = cells.placeOf(bound.column);
    return [{ is, step: amountStep(bound, { place, context, forms, isCheck: true }) }];
  });
}

function stepsOfVariable(
  { column, header, tax, quantity }: VariableColumn,
  { variableColumns }: TipoLayout,
  { context, forms, cells, concepts }: Shared & { readonly concepts: ConceptRules },
): { charge: VariableCharge; steps: RowStep[] } {
  const amountOf = (each: FileColumn) =>
    amountStep(each, { place: cells.placeOf(each.column), context, forms, isCheck: false });
  const main = amountOf({ column, header });
  const taxStep = tax && amountOf(tax);
  const quantityStep = quantity && amountOf(quantity);
  const style = variableColumns?.quantity;
  const reader = quantityStep && style ? quantityCellReader(context, style, quantityStep.value) : undefined;
  const text = new TextValue();
  text.set(Buffer.from(header), 0, Buffer.byteLength(header));
  return {
    charge: {
      column: { column, header },
      header: text,
      concept: concepts.ofText(header),
      amount: main.value,
      tax: taxStep?.value,
      quantity: quantityStep && reader ? { amount: quantityStep.value, unit: reader.unit } : undefined,
    },
    steps: [main, ...(taxStep ? [taxStep] : []), ...withReader(quantityStep, reader?.read)],
  };
}

function withReader(step: RowStep | undefined, read: CellReader | undefined): RowStep[] {
  return step && read ? [{ ...step, read, isDecimal: false }] : [];
}
