import { cycleOf, type Periodo } from '../../domain/periodo.ts';
import type { Binding } from '../bind-columns.ts';
import type { Amount } from '../cells/amount.ts';
import { ymdOfIso } from '../cells/calendar.ts';
import type { ReaderContext } from '../cells/cell-reader.ts';
import { TextValue } from '../cells/cell-values.ts';
import { garbledTextDetector } from '../cells/garbled-text.ts';
import { numberStyle } from '../cells/number-style.ts';
import { lineaReader } from '../cells/parse-linea.ts';
import type { Definition } from '../definition/definition-schema.ts';
import { columnType, type TipoLayout } from '../definition/tipo-layout.ts';
import { CopyArena } from '../output/copy-arena.ts';
import { RowCells } from '../rows/row-cells.ts';
import { type ConceptRules, conceptRules } from './concept-rules.ts';
import { amountStep, type ExpectedForms, fieldStep, textStep } from './field-step.ts';
import { compileRowRules, type RowRule } from './row-rules.ts';
import type { RowStep } from './row-step.ts';
import { type RowValues, rowValues } from './row-values.ts';
import { type Shared, stepsOfUsage, stepsOfVariable, type VariableCharge } from './wide-steps.ts';

export interface Check {
  readonly is: 'sum' | 'net' | 'tax';
  readonly step: RowStep & { readonly value: Amount };
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
  /** A row is as many charges as it has columns that are one, none included. */
  readonly isWide: boolean;
  readonly concepts: ConceptRules;
  /** What the rules for concepts look at, in this order. */
  readonly conceptTexts: readonly TextValue[];
  /** The steps at which issues of the row as a whole stand. */
  readonly conceptStep: RowStep | undefined;
  readonly totalStep: RowStep | undefined;
}

export function compilePlan(
  definition: Definition,
  layout: TipoLayout,
  binding: Binding,
  file: {
    readonly periodo: Periodo;
    readonly date1904: boolean;
    /** As the name of the file has it. */
    readonly account: string | undefined;
  },
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
  if (file.account !== undefined) setText(values.account, file.account);
  const fieldSteps = stepsOfFields(layout, binding, { context, values, forms, cells });
  const checks = stepsOfChecks(binding, { context, forms, cells });
  const concepts = conceptRules(layout.concepts);
  const shared = { context, forms, cells, concepts };
  const variable = [
    ...binding.variable.map((column) => stepsOfVariable(column, layout, shared)),
    ...binding.usage.map((column) => stepsOfUsage(column, shared)),
  ];
  const deciders = stepsOfDeciders(layout, binding, fieldSteps, { context, forms, cells });
  const steps = [
    ...fieldSteps.map(({ step }) => step),
    ...deciders.filter(({ isOwn }) => isOwn).map(({ step }) => step),
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
    isWide: layout.variableColumns !== undefined || layout.usageColumns.length > 0,
    concepts,
    conceptTexts: [...deciders.map(({ value }) => value), values.operadorConcept, values.description],
    conceptStep: deciders[0]?.step ?? stepOf('operadorConcept') ?? stepOf('description'),
    totalStep: stepOf('total') ?? stepOf('net') ?? stepOf('tax'),
  };
}

/** Constants are no steps: nothing clears them. */
function setConstants({ tipo }: TipoLayout, values: RowValues): void {
  for (const { field, value } of tipo.columns) {
    if (value === undefined) continue;
    switch (field) {
      case 'account':
      case 'plan':
      case 'operadorConcept':
      case 'description':
      case 'destination':
        setText(values[field], value);
        break;
      default:
    }
  }
}

function setText(value: TextValue, text: string): void {
  const bytes = Buffer.from(text);
  value.set(bytes, 0, bytes.length);
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

interface Decider {
  readonly step: RowStep;
  readonly value: TextValue;
  /** No field's step reads the column already. */
  readonly isOwn: boolean;
}

/** The columns that decide the concept, in the definition's order; one that feeds a field is read once. */
function stepsOfDeciders(
  { tipo }: TipoLayout,
  binding: Binding,
  fieldSteps: readonly { readonly step: RowStep }[],
  { context, forms, cells }: Shared,
): Decider[] {
  return tipo.columns.flatMap((definition): Decider[] => {
    const bound = binding.columns.find((each) => each.definition === definition);
    if (!definition.decidesConcept || bound === undefined) return [];
    const fed = fieldSteps.find(({ step }) => step.column === bound.column)?.step;
    if (fed) return fed.value instanceof TextValue ? [{ step: fed, value: fed.value, isOwn: false }] : [];
    const value = new TextValue();
    const step = textStep(bound, value, { place: cells.placeOf(bound.column), context, forms });
    return [{ step, value, isOwn: true }];
  });
}
