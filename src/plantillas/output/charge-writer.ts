import { type Decimal, formatMoney, parseDecimal, ZERO } from '../../domain/decimal.ts';
import type { Row } from '../../domain/row.ts';
import { Amount, combine } from '../cells/amount.ts';
import { TextValue } from '../cells/cell-values.ts';
import { isGarbled } from '../cells/garbled-text.ts';
import type { MapperOptions } from '../mapper-options.ts';
import { ExactSum } from '../outcome/exact-sum.ts';
import type { Check, Plan } from '../plan/compile-plan.ts';
import { NO_CONCEPT, OTHER_CONCEPT, TAX_CONCEPT } from '../plan/concept-rules.ts';
import type { RowStep } from '../plan/row-step.ts';
import type { RowValues } from '../plan/row-values.ts';
import type { VariableCharge } from '../plan/wide-steps.ts';
import { raise } from '../rows/read-steps.ts';
import { NO_CELL } from '../rows/row-cells.ts';
import { differs, settleAmounts } from '../rows/settle-amounts.ts';
import { ChargeLog, type ChargeParts } from './charge-log.ts';
import type { IssueLog } from './issue-log.ts';

/** Makes the charges of a row whose cells have been read, and the doubts that only the whole row can show. */
export class ChargeWriter {
  readonly net = new ExactSum();
  readonly tax = new ExactSum();
  readonly total = new ExactSum();
  readonly #plan: Plan;
  readonly #issues: IssueLog;
  readonly #log: ChargeLog | undefined;
  readonly #headerRow: number;
  readonly #tolerance: Decimal;
  readonly #hasCharges: boolean;
  readonly #scratch = new Amount();
  readonly #sums = { sum: new Amount(), net: new Amount(), tax: new Amount() };
  readonly #variable: ChargeParts[];
  /** Variable columns of no known concept that have been told of. */
  readonly #told = new Set<VariableCharge>();
  readonly #parts: ChargeParts;
  /** Amounts of the row that no column gives: no step clears them. */
  readonly #derived: readonly Amount[];
  #count = 0;

  constructor(options: MapperOptions & { readonly plan: Plan; readonly issues: IssueLog }) {
    const { definition, plan, sink } = options;
    this.#plan = plan;
    this.#issues = options.issues;
    this.#log = options.store
      ? new ChargeLog({
          ...options,
          emit: (bytes) => sink.charges(bytes),
          arena: plan.arena,
          hasDetail: hasDetail(plan),
        })
      : undefined;
    this.#headerRow = options.header.row;
    this.#tolerance = parseDecimal(definition.tolerance) ?? ZERO;
    this.#hasCharges = plan.layout.tipo.kind !== 'LINEA_INVENTORY';
    const { net, tax, total } = plan.values;
    this.#derived = [net, tax, total].filter((amount) => plan.steps.every(({ value }) => value !== amount));
    this.#parts = {
      column: -1,
      concept: OTHER_CONCEPT,
      operadorConcept: new TextValue(),
      quantity: undefined,
      unit: undefined,
      net,
      tax,
      total,
    };
    this.#variable = plan.variable.map(variableParts);
    for (const value of constantTexts(plan)) this.#log?.keep(value);
    this.#tellGarbledHeaders();
  }

  /** Charges of accepted rows so far. */
  get count(): number {
    return this.#count;
  }

  /** Once the cells of a row are read: its concept and amounts. A rejected row's amounts are not compared. */
  settle(row: Row, rejected: boolean): void {
    if (!this.#hasCharges) return;
    const { values, isWide, checks } = this.#plan;
    if (isWide) this.#settleVariable();
    else this.#settleLong(row, rejected);
    if (rejected) return;
    if (checks.length === 0) return;
    if (!isWide) {
      this.#sums.sum.copy(values.total);
      this.#sums.net.copy(values.net);
      this.#sums.tax.copy(values.tax);
    }
    for (const check of checks) this.#compare(row, check);
  }

  /** Writes the charges of the accepted row that was settled last. */
  write(row: Row): void {
    if (!this.#hasCharges) return;
    const { variable, isWide } = this.#plan;
    if (!isWide) {
      this.#add(row, this.#parts);
      return;
    }
    for (let i = 0; i < variable.length; i++) {
      const parts = this.#variable[i];
      const charge = variable[i];
      if (!parts || !charge || !isCharge(charge)) continue;
      if (charge.concept === NO_CONCEPT && !this.#told.has(charge)) this.#tellUnknown(charge);
      this.#add(row, parts);
    }
    this.#log?.commit();
  }

  flush(): void {
    this.#log?.flush();
  }

  #add(row: Row, parts: ChargeParts): void {
    this.#count++;
    this.net.add(parts.net);
    if (!parts.tax.isZero()) this.tax.add(parts.tax);
    this.total.add(parts.total);
    if (!this.#log) return;
    this.#log.add(row.number, this.#plan.values, parts);
    if (!this.#plan.isWide) this.#log.commit();
  }

  #settleLong(row: Row, rejected: boolean): void {
    const { values, concepts, conceptTexts, conceptStep, cells } = this.#plan;
    const parts = this.#parts;
    let concept = NO_CONCEPT;
    for (let i = 0; i < conceptTexts.length && concept === NO_CONCEPT; i++) {
      const text = conceptTexts[i];
      if (text) concept = concepts.of(text);
    }
    parts.operadorConcept = values.operadorConcept.has ? values.operadorConcept : values.description;
    parts.concept = concept === NO_CONCEPT ? OTHER_CONCEPT : concept;
    if (concept === NO_CONCEPT && conceptStep && isReadable(conceptStep, rejected)) {
      raise('UNKNOWN_CONCEPT', row, conceptStep, cells, this.#issues);
    }
    if (values.quantities.length > 0) takeQuantity(values.quantities, parts);
    if (rejected) return;
    for (let i = 0; i < this.#derived.length; i++) this.#derived[i]?.clear();
    const allWritten = values.net.has && values.tax.has && values.total.has;
    settleAmounts(values);
    if (!allWritten || !this.#plan.totalStep) return;
    combine(values.net, values.tax, 1, this.#sums.sum);
    if (differs(values.total, this.#sums.sum, this.#tolerance, this.#scratch)) {
      this.#raiseMismatch(row, this.#plan.totalStep, this.#sums.sum);
    }
  }

  #settleVariable(): void {
    const { sum, net, tax } = this.#sums;
    sum.set(0, 0);
    net.set(0, 0);
    tax.set(0, 0);
    const { variable } = this.#plan;
    for (let i = 0; i < variable.length; i++) {
      const parts = this.#variable[i];
      const charge = variable[i];
      if (!parts || !charge || !isCharge(charge)) continue;
      settleCharge(charge, parts);
      if (charge.quantities.length > 0) takeQuantity(charge.quantities, parts);
      combine(sum, parts.total, 1, sum);
      combine(net, parts.net, 1, net);
      combine(tax, parts.tax, 1, tax);
    }
  }

  /** A blank check says nothing; one that is no number cannot be right. */
  #compare(row: Row, { is, step }: Check): void {
    if ((this.#plan.cells.cell[step.place] ?? NO_CELL) === NO_CELL) return;
    const expected = this.#sums[is];
    if (step.value.has && !differs(step.value, expected, this.#tolerance, this.#scratch)) return;
    this.#raiseMismatch(row, step, expected);
  }

  #raiseMismatch(row: Row, step: RowStep, computed: Amount): void {
    raise('TOTAL_MISMATCH', row, step, this.#plan.cells, this.#issues, formatMoney(computed.toDecimal()));
  }

  /** The doubtful cell is the header: told once, with the column's first charge. */
  #tellUnknown(charge: VariableCharge): void {
    this.#told.add(charge);
    const { column, header } = charge.column;
    const bytes = Buffer.from(header);
    this.#issues.addRaw('UNKNOWN_CONCEPT', { row: this.#headerRow, column, header }, bytes, 0, bytes.length);
  }

  #tellGarbledHeaders(): void {
    for (const { column } of this.#plan.variable) {
      if (!isGarbled(column.header)) continue;
      const bytes = Buffer.from(column.header);
      this.#issues.addRaw('GARBLED_TEXT', { row: this.#headerRow, ...column }, bytes, 0, bytes.length);
    }
  }
}

/** Those that are there before the first row: no column feeds them. */
function constantTexts({ values, variable }: Plan): TextValue[] {
  const { account, plan, operadorConcept, description } = values;
  const constants = [account, plan, operadorConcept, description].filter(({ has }) => has);
  return [...constants, ...variable.map(({ header }) => header)];
}

/** Whether any value between description and amounts is fed by anything. */
function hasDetail({ steps, values, variable }: Plan): boolean {
  const { occurredOn, occurredAt, periodFrom, periodTo, destination, quantities } = values;
  const fed = [occurredOn, occurredAt, periodFrom, periodTo, destination];
  return (
    quantities.length > 0 ||
    destination.has ||
    variable.some((charge) => charge.quantities.length > 0) ||
    steps.some(({ value }) => fed.some((each) => each === value))
  );
}

type Quantities = readonly RowValues['quantities'][number][];

/** The first that is not blank. */
function takeQuantity(quantities: Quantities, parts: ChargeParts): void {
  parts.quantity = undefined;
  for (const { amount, unit } of quantities) {
    if (!amount.has) continue;
    parts.quantity = amount;
    parts.unit = unit;
    return;
  }
}

function variableParts(charge: VariableCharge): ChargeParts {
  return {
    column: charge.column.column,
    concept: charge.concept === NO_CONCEPT ? OTHER_CONCEPT : charge.concept,
    operadorConcept: charge.header,
    quantity: undefined,
    unit: undefined,
    net: new Amount(),
    tax: new Amount(),
    total: new Amount(),
  };
}

function isCharge({ amount, tax, keepsQuantity, quantities }: VariableCharge): boolean {
  if ((amount.has && !amount.isZero()) || (tax?.has === true && !tax.isZero())) return true;
  return keepsQuantity && isUsed(quantities);
}

function isUsed(quantities: Quantities): boolean {
  for (const { amount } of quantities) if (amount.has) return !amount.isZero();
  return false;
}

/** A column of concept TAX is tax alone; beside a tax column the value is the net; otherwise net and total are one. */
function settleCharge(
  { amount, tax, concept }: VariableCharge,
  { net, tax: taxPart, total }: ChargeParts,
): void {
  if (tax) combine(amount, tax, 1, total);
  else if (amount.has) total.copy(amount);
  else total.set(0, 0);
  if (concept === TAX_CONCEPT) {
    net.set(0, 0);
    taxPart.copy(total);
    return;
  }
  if (amount.has) net.copy(amount);
  else net.set(0, 0);
  if (tax?.has) taxPart.copy(tax);
  else taxPart.set(0, 0);
}

/** In a rejected row the concept's own cell may be what is bad: then nothing more is said of it. */
function isReadable(step: RowStep, rejected: boolean): boolean {
  return !rejected || step.value.has;
}
