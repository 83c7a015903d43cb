import { CHARGE_CONCEPTS, type Unit } from '../domain/codes.ts';
import type { Amount } from './amount.ts';
import type { DateValue, TextValue } from './cell-values.ts';
import { CopyLines } from './copy-lines.ts';
import type { RowValues } from './row-values.ts';
import {
  MAX_VALUE_BYTES,
  writeBytes,
  writeDate,
  writeDateTime,
  writeInteger,
  writeMoney,
  writeNull,
  writeQuantity,
  writeText,
} from './write-values.ts';

const TAB = 9;
const NEWLINE = 10;
/** Values of a line that are no text. */
const SHORT_VALUES = 16;
/** Digits that an amount kept as a BigInt may have: a number cell of 1E+308, more decimals than any text has. */
const BIG_AMOUNT_BYTES = 800;

const CONCEPT_BYTES: readonly Uint8Array[] = CHARGE_CONCEPTS.map((concept) => Buffer.from(concept));

/** What differs between the charges of one row. */
export interface ChargeParts {
  /** 0-based column of the file; -1: the whole row is the charge. */
  column: number;
  /** Index in CHARGE_CONCEPTS. */
  concept: number;
  operadorConcept: TextValue;
  quantity: Amount | undefined;
  unit: Unit | undefined;
  net: Amount;
  tax: Amount;
  total: Amount;
}

/** Writes charges as COPY text, in the order of CHARGE_COPY_COLUMNS. */
export class ChargeLog {
  readonly #lines: CopyLines;
  readonly #prefix: Buffer;
  #count = 0;

  constructor(options: {
    readonly empresaId: number;
    readonly importId: number;
    readonly batchBytes: number;
    readonly emit: (bytes: Uint8Array) => void;
  }) {
    this.#lines = new CopyLines(options.batchBytes, options.emit);
    this.#prefix = Buffer.from(`${options.empresaId}\t${options.importId}\t`);
  }

  get count(): number {
    return this.#count;
  }

  add(row: number, values: RowValues, charge: ChargeParts): void {
    const lines = this.#lines;
    lines.reserve(roomFor(this.#prefix.length, values, charge));
    this.#count++;
    const out = lines.bytes;
    let p = writeBytes(this.#prefix, out, lines.position);
    p = writeInteger(this.#count, out, p);
    out[p++] = TAB;
    p = writeInteger(row, out, p);
    out[p++] = TAB;
    p = charge.column < 0 ? writeNull(out, p) : writeInteger(charge.column, out, p);
    out[p++] = TAB;
    const { linea } = values;
    p = linea.length > 0 ? writeText(linea.digits, 0, linea.length, out, p) : writeNull(out, p);
    p = textOrNull(values.account, out, p);
    p = textOrNull(values.plan, out, p);
    out[p++] = TAB;
    p = writeBytes(CONCEPT_BYTES[charge.concept] ?? CONCEPT_BYTES[0] ?? this.#prefix, out, p);
    out[p++] = TAB;
    const { operadorConcept } = charge;
    if (operadorConcept.has) {
      p = writeText(operadorConcept.bytes, operadorConcept.start, operadorConcept.end, out, p);
    }
    p = textOrNull(values.description, out, p);
    p = writeMoment(values, out, p);
    p = dateOrNull(values.periodFrom, out, p);
    p = dateOrNull(values.periodTo, out, p);
    p = textOrNull(values.destination, out, p);
    p = writeAmounts(charge, out, p);
    out[p++] = NEWLINE;
    lines.position = p;
  }

  /** Keeps the charges written so far. */
  commit(): void {
    this.#lines.commit();
  }

  flush(): void {
    this.#lines.commit();
    this.#lines.flush();
  }
}

function roomFor(prefix: number, values: RowValues, charge: ChargeParts): number {
  const { account, plan, description, destination } = values;
  const texts =
    lengthOf(account) +
    lengthOf(plan) +
    lengthOf(description) +
    lengthOf(destination) +
    lengthOf(charge.operadorConcept);
  const big =
    charge.net.big !== undefined ||
    charge.tax.big !== undefined ||
    charge.total.big !== undefined ||
    charge.net.scale + charge.tax.scale + charge.total.scale + (charge.quantity?.scale ?? 0) > 15 ||
    charge.quantity?.big !== undefined;
  return prefix + 2 * texts + SHORT_VALUES * MAX_VALUE_BYTES + (big ? 4 * BIG_AMOUNT_BYTES : 0);
}

function lengthOf(value: TextValue): number {
  return value.has ? value.end - value.start : 0;
}

function textOrNull(value: TextValue, out: Buffer, at: number): number {
  out[at] = TAB;
  return value.has ? writeText(value.bytes, value.start, value.end, out, at + 1) : writeNull(out, at + 1);
}

function dateOrNull(value: DateValue, out: Buffer, at: number): number {
  out[at] = TAB;
  return value.ymd > 0 ? writeDate(value.ymd, out, at + 1) : writeNull(out, at + 1);
}

/** occurred_on and occurred_at: the date may stand in either column, the time beside it or with it. */
function writeMoment({ occurredOn, occurredAt }: RowValues, out: Buffer, at: number): number {
  const ymd = occurredOn.ymd > 0 ? occurredOn.ymd : occurredAt.ymd;
  const seconds = occurredAt.seconds >= 0 ? occurredAt.seconds : occurredOn.seconds;
  let p = at;
  out[p++] = TAB;
  p = ymd > 0 ? writeDate(ymd, out, p) : writeNull(out, p);
  out[p++] = TAB;
  return ymd > 0 && seconds >= 0 ? writeDateTime(ymd, seconds, out, p) : writeNull(out, p);
}

function writeAmounts({ quantity, unit, net, tax, total }: ChargeParts, out: Buffer, at: number): number {
  let p = at;
  out[p++] = TAB;
  p = quantity?.has ? writeQuantity(quantity, out, p) : writeNull(out, p);
  out[p++] = TAB;
  p = quantity?.has && unit !== undefined ? p + out.write(unit, p, 'latin1') : writeNull(out, p);
  out[p++] = TAB;
  const netStart = p;
  p = writeMoney(net, out, p);
  const netEnd = p;
  out[p++] = TAB;
  p = writeMoney(tax, out, p);
  out[p++] = TAB;
  // Without a tax the total is the net, digit for digit.
  if (!tax.isZero() || !isSame(net, total)) return writeMoney(total, out, p);
  for (let i = netStart; i < netEnd; i++) out[p++] = out[i] ?? 0;
  return p;
}

function isSame(a: Amount, b: Amount): boolean {
  return a.units === b.units && a.scale === b.scale && a.big === b.big;
}
