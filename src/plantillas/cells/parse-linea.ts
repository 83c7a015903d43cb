import { CELL } from '../../domain/row.ts';
import type { LineaDefinition } from '../definition/definition-schema.ts';
import { compilePattern, plainText } from '../definition/match-text.ts';
import { Amount } from './amount.ts';
import { type LineaValue, MAX_LINEA_DIGITS } from './cell-values.ts';
import { parseNumberCell } from './parse-number-cell.ts';

export type LineaReading = 'READ' | 'INVALID_LINEA' | 'LINEA_LOST_DIGITS';
export type LineaReader = (
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  out: LineaValue,
) => LineaReading;

/** Where the definition does not say how many digits a number has. */
const ANY_LENGTH: readonly number[] = Array.from({ length: 10 }, (_, i) => i + 6);

/** As people write numbers: blanks, dashes of every kind, a leading apostrophe. */
const ALWAYS_STRIPPED = /[\s'\u2019\u2010-\u2015\u2212-]/g;
const EXPONENT = /^(\d+)(?:[.,](\d+))?[eE]\+?(\d{1,3})$/;

interface LineaRules {
  readonly lengths: ReadonlySet<number>;
  /** Digits of the country prefixes, the longest first. */
  readonly prefixes: readonly Uint8Array[];
  readonly signs: readonly string[];
  isAccountLevel(text: string): boolean;
}

/**
 * A line's number: digits, as many as the definition says, without what it strips; a prefix is taken off only where the
 * rest has the right length. A number cell is exact, E-notation too; a text that shows fewer digits than its value has
 * lost some. Texts of the account level are READ without digits.
 */
export function lineaReader(definition: LineaDefinition | undefined): LineaReader {
  const rules = compileRules(definition);
  const exact = new Amount();
  return (kind, bytes, start, end, out) => {
    if (kind === CELL.TEXT) {
      const plus = collectDigits(bytes, start, end, out);
      if (plus !== undefined)
        return accept(rules, out, plus) ? 'READ' : readSlowly(rules, bytes, start, end, out);
      return readSlowly(rules, bytes, start, end, out);
    }
    if (kind !== CELL.NUMBER && kind !== CELL.DATE) return 'INVALID_LINEA';
    const digitsOnly = collectDigits(bytes, start, end, out) === false && out.length === end - start;
    if (!digitsOnly) {
      if (!parseNumberCell(bytes, start, end, exact) || !setInteger(exact, out)) return 'INVALID_LINEA';
    }
    return accept(rules, out, false) ? 'READ' : 'INVALID_LINEA';
  };
}

function compileRules(definition: LineaDefinition | undefined): LineaRules {
  const strip = definition?.strip ?? [];
  const patterns = (definition?.accountLevel ?? []).map(compilePattern);
  return {
    lengths: new Set(definition?.digits ?? ANY_LENGTH),
    prefixes: strip
      .map((each) => Buffer.from(each.replace(/\D/g, '')))
      .filter((digits) => digits.length > 0)
      .sort((a, b) => b.length - a.length),
    signs: strip.filter((each) => !/\d/.test(each)),
    isAccountLevel: (text) => {
      const plain = plainText(text);
      return patterns.some((pattern) => pattern.matchesPlain(plain));
    },
  };
}

/** Collects the digits between blanks and dashes: whether a + led them; undefined where anything else stands there. */
function collectDigits(bytes: Buffer, start: number, end: number, out: LineaValue): boolean | undefined {
  let length = 0;
  let plus = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 48 && byte <= 57) {
      if (length === MAX_LINEA_DIGITS) return undefined;
      out.digits[length++] = byte;
    } else if (byte === 43 && length === 0 && !plus) plus = true;
    else if (byte !== 32 && byte !== 45 && byte !== 39) return undefined;
  }
  out.length = length;
  return plus;
}

/** With a + the country's prefix has to be there. */
function accept({ lengths, prefixes }: LineaRules, out: LineaValue, plus: boolean): boolean {
  out.has = true;
  if (!plus && lengths.has(out.length)) return true;
  for (const prefix of prefixes) {
    if (!lengths.has(out.length - prefix.length) || !startsWith(out.digits, prefix)) continue;
    out.digits.copyWithin(0, prefix.length, out.length);
    out.length -= prefix.length;
    return true;
  }
  out.clear();
  return false;
}

function startsWith(digits: Uint8Array, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (digits[i] !== prefix[i]) return false;
  return true;
}

function readSlowly(
  rules: LineaRules,
  bytes: Buffer,
  start: number,
  end: number,
  out: LineaValue,
): LineaReading {
  const text = bytes.toString('utf8', start, end);
  out.clear();
  let bare = text.replace(ALWAYS_STRIPPED, '');
  for (const sign of rules.signs) bare = bare.replaceAll(sign, '');
  const exponent = EXPONENT.exec(bare);
  if (exponent) {
    const [, whole = '', fraction = '', power = '0'] = exponent;
    const missing = Number(power) - fraction.length;
    if (missing > 0) return 'LINEA_LOST_DIGITS';
    bare = missing === 0 ? whole + fraction : '';
  }
  const digits = /^(\+?)(\d+)(?:\.0+)?$/.exec(bare);
  if (digits && setDigits(digits[2] ?? '', out) && accept(rules, out, digits[1] === '+')) return 'READ';
  out.clear();
  if (!rules.isAccountLevel(text)) return 'INVALID_LINEA';
  out.accountLevel = true;
  return 'READ';
}

function setInteger(amount: Amount, out: LineaValue): boolean {
  const { units, scale } = amount.toDecimal();
  const divisor = 10n ** BigInt(scale);
  return units >= 0n && units % divisor === 0n && setDigits((units / divisor).toString(), out);
}

function setDigits(digits: string, out: LineaValue): boolean {
  if (digits.length > MAX_LINEA_DIGITS) return false;
  for (let i = 0; i < digits.length; i++) out.digits[i] = digits.charCodeAt(i);
  out.length = digits.length;
  return true;
}
