import type { Amount } from './amount.ts';
import type { NumberStyle } from './number-style.ts';

export type NumberReading = 'READ' | 'BLANK' | 'INVALID_NUMBER' | 'AMBIGUOUS_NUMBER';

/** So many digits are a safe integer, whatever they are. */
const SAFE_DIGITS = 15;
/** No amount is written longer; text of a megabyte must not be worked through as digits. */
const MAX_BYTES = 100;

/**
 * Reads a trimmed text as a number, exactly as written, in the file's style and no other. Texts that contradict the style
 * but would be a number in another one are AMBIGUOUS_NUMBER: never guessed cell by cell.
 */
export function parseTextNumber(
  bytes: Buffer,
  start: number,
  end: number,
  style: NumberStyle,
  out: Amount,
): NumberReading {
  const { decimal, thousands } = style;
  let i = start;
  const negative = bytes[i] === 45;
  if (negative) i++;
  let units = 0;
  let digits = 0;
  let scale = -1;
  let group = -1;
  for (; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 48 && byte <= 57) {
      units = units * 10 + byte - 48;
      digits++;
      if (scale >= 0) scale++;
      else if (group >= 0) group++;
    } else if (byte === decimal && scale < 0) {
      if (group >= 0 && group !== 3) return parseSlowly(bytes, start, end, style, out);
      scale = 0;
    } else if (byte === thousands && scale < 0 && (group < 0 ? digits >= 1 && digits <= 3 : group === 3)) {
      group = 0;
    } else return parseSlowly(bytes, start, end, style, out);
  }
  const wellFormed =
    digits > 0 && digits <= SAFE_DIGITS && scale !== 0 && (scale > 0 || group < 0 || group === 3);
  if (!wellFormed) return parseSlowly(bytes, start, end, style, out);
  out.set(negative ? 0 - units : units, Math.max(scale, 0));
  return 'READ';
}

function parseSlowly(
  bytes: Buffer,
  start: number,
  end: number,
  style: NumberStyle,
  out: Amount,
): NumberReading {
  if (end - start > MAX_BYTES) return 'INVALID_NUMBER';
  const text = bytes.toString('utf8', start, end);
  if (style.blanks.has(text)) return 'BLANK';
  const { core, negative } = unsigned(text, style.signs) ?? { core: '', negative: false };
  const match = style.grammar.exec(core);
  if (match) {
    const whole = (match[1] ?? '').replace(/\D/g, '');
    const fraction = match[2] ?? match[3] ?? '';
    const units = BigInt(whole + fraction);
    out.setBig(negative ? -units : units, fraction.length);
    return 'READ';
  }
  if (readExponent(core, negative, out)) return 'READ';
  return style.others.some((other) => other.test(core)) ? 'AMBIGUOUS_NUMBER' : 'INVALID_NUMBER';
}

/** Takes off one currency sign and one mark of a negative: "-", behind as well, or brackets. */
function unsigned(text: string, signs: readonly string[]): { core: string; negative: boolean } | undefined {
  let core = text
    .toLowerCase()
    .replace(/[\u2212\u2010\u2011\u2012\u2013]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  let marks = 0;
  let sign = false;
  for (let before = ''; before !== core; ) {
    before = core;
    if (core.startsWith('(') && core.endsWith(')')) {
      marks++;
      core = core.slice(1, -1).trim();
    }
    const found = sign ? undefined : signs.find((each) => core.startsWith(each) || core.endsWith(each));
    if (found !== undefined) {
      sign = true;
      core = (core.startsWith(found) ? core.slice(found.length) : core.slice(0, -found.length)).trim();
    }
    if (core.startsWith('-') || core.startsWith('+')) {
      if (core.startsWith('-')) marks++;
      core = core.slice(1).trim();
    } else if (core.endsWith('-')) {
      marks++;
      core = core.slice(0, -1).trim();
    }
  }
  return marks > 1 ? undefined : { core, negative: marks === 1 };
}

/** A text such as 1.2E-05 is exact; one with fewer digits than its value, such as 1.39E+06, has lost some. */
function readExponent(core: string, negative: boolean, out: Amount): boolean {
  const match = /^(\d+)(?:[.,](\d+))?e([+-]?\d{1,3})$/.exec(core);
  if (!match) return false;
  const [, whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText) - fraction.length;
  if (exponent > 0) return false;
  const units = BigInt(whole + fraction);
  out.setBig(negative ? -units : units, -exponent);
  return true;
}
