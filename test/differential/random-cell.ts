import type { Random } from '../fuzz/random.ts';
import { type Feature, FIRST_DATE, FORMATS } from './features.ts';

/** The value of a cell, such as "number 12.5" or "text Renta"; undefined where there is none. */
export type Shown = string | undefined;

export interface WrittenCell {
  readonly attributes: readonly string[];
  readonly content: string;
  readonly shown: Shown;
  readonly features: readonly Feature[];
}

const NUMBERS = [
  '0',
  '1',
  '-1',
  '0.5',
  '-0.5',
  '.5',
  '1.',
  '007',
  '1e3',
  '1E+3',
  '2.5E-3',
  '-1.25e+2',
  '1386790.03',
  '885.8099999999999',
  '0.1',
  '1e-7',
  '123456789012345',
  '40000',
] as const;
const TEXTS = [
  'Renta',
  'Línea & más',
  '<b>"x"</b>',
  "O'Neil",
  'ñandú 😀',
  '123',
  '1,5',
  '=1+1',
  'TRUE',
  '#N/A',
  '2026-09-01',
  'x',
] as const;
const ERRORS = ['#N/A', '#DIV/0!', '#REF!', '#VALUE!', '#NAME?', '#NULL!', '#NUM!'] as const;

/** A cell of any kind, with what is odd about its characters. */
export function randomCell(random: Random, strings: string[], p: string): WrittenCell {
  const before = strings.length;
  const cell = writtenCell(random, strings, p);
  const xml = cell.content + strings.slice(before).join('');
  const beyond = /&#(?:x(?:[89a-f][0-9a-f]|[0-9a-f]{3,})|12[89]|1[3-9]\d|2\d\d|\d{4,});/.test(xml);
  return beyond ? { ...cell, features: [...cell.features, 'reference beyond ASCII'] } : cell;
}

/** Shared strings are added to `strings`. `p`: the prefix of the sheet's elements. */
function writtenCell(random: Random, strings: string[], p: string): WrittenCell {
  const value = (text: string) => `<${p}v>${text}</${p}v>`;
  const number = random.pick(NUMBERS);
  const shown = `number ${Number(number)}`;
  switch (random.below(11)) {
    case 0:
    case 1:
      return { attributes: [], content: value(number), shown, features: [] };
    case 2: {
      const style = random.below(FORMATS.length);
      const days = style >= FIRST_DATE ? String(1 + random.below(50_000) + random.below(96) / 96) : number;
      const features: Feature[] = style >= FIRST_DATE ? ['date'] : [];
      return {
        attributes: [`s="${style}"`],
        content: value(days),
        shown: `number ${Number(days)}`,
        features,
      };
    }
    case 3:
    case 4:
      return sharedText(random, strings, value);
    case 5:
      return inlineText(random, p);
    case 6: {
      const text = random.pick(TEXTS);
      return {
        attributes: ['t="str"'],
        content: `<${p}f>A1</${p}f>${value(escaped(text, random))}`,
        shown: `text ${text}`,
        features: [],
      };
    }
    case 7:
      return {
        attributes: [],
        content: `<${p}f>1+1</${p}f>${value(number)}`,
        shown,
        features: Number(number) === 0 ? ['formula of a zero'] : [],
      };
    case 8:
      return { attributes: [], content: `<${p}f>NOW()</${p}f>`, shown: undefined, features: [] };
    case 9:
      return odd(random, value);
    default:
      return {
        attributes: [`s="${random.below(FORMATS.length)}"`],
        content: '',
        shown: undefined,
        features: [],
      };
  }
}

function odd(random: Random, value: (text: string) => string): WrittenCell {
  const flag = random.below(2);
  const error = random.pick(ERRORS);
  switch (random.below(4)) {
    case 0:
      return { attributes: ['t="b"'], content: value(String(flag)), shown: `boolean ${flag}`, features: [] };
    case 1:
      return {
        attributes: ['t="b"'],
        content: value(flag ? 'true' : 'false'),
        shown: `boolean ${flag}`,
        features: ['boolean as a word'],
      };
    case 2:
      return { attributes: ['t="e"'], content: value(error), shown: `error ${error}`, features: [] };
    default:
      return {
        attributes: ['t="d"'],
        content: value('2026-09-01T00:00:00'),
        shown: 'iso 2026-09-01T00:00:00',
        features: ['iso date'],
      };
  }
}

function sharedText(random: Random, strings: string[], value: (text: string) => string): WrittenCell {
  const { item, shown, features } = stringItem(random, undefined);
  strings.push(`<si>${item}</si>`);
  return { attributes: ['t="s"'], content: value(String(strings.length - 1)), shown, features };
}

function inlineText(random: Random, p: string): WrittenCell {
  const { item, shown, features } = stringItem(random, p);
  return { attributes: ['t="inlineStr"'], content: `<${p}is>${item}</${p}is>`, shown, features };
}

function stringItem(
  random: Random,
  inline: string | undefined,
): { item: string; shown: string; features: Feature[] } {
  const p = inline ?? '';
  const text = random.pick(TEXTS);
  const t = (content: string) => `<${p}t xml:space="preserve">${content}</${p}t>`;
  const shown = `text ${text}`;
  switch (random.below(9)) {
    case 0: {
      const letters = [...text];
      const cut = random.below(letters.length);
      const [head, tail] = [letters.slice(0, cut).join(''), letters.slice(cut).join('')];
      return {
        item: `<${p}r><${p}rPr><${p}b/></${p}rPr>${t(escaped(head, random))}</${p}r><${p}r>${t(escaped(tail, random))}</${p}r>`,
        shown,
        features: [],
      };
    }
    case 1:
      if (inline !== undefined && !random.oneIn(8))
        return { item: t(escaped(text, random)), shown, features: [] };
      return {
        item: `${t(escaped(text, random))}<${p}rPh sb="0" eb="1">${t('no')}</${p}rPh>`,
        shown,
        features: inline === undefined ? [] : ['inline phonetic'],
      };
    case 2:
      return {
        item: t(`a_x000D_\n${escaped(text, random)}_x0041_`),
        shown: `text a\r\n${text}A`,
        features: ['escape'],
      };
    case 3:
      return {
        item: t(`_x005F_x0041_${escaped(text, random)}`),
        shown: `text _x0041_${text}`,
        features: ['escape'],
      };
    case 4:
      return { item: t(`  ${escaped(text, random)} `), shown: `text   ${text} `, features: [] };
    case 5:
      return { item: t(`<![CDATA[${text}]]>`), shown, features: ['CDATA'] };
    case 6:
      return {
        item: t(`uno\r\n${escaped(text, random)}\rdos`),
        shown: `text uno\n${text}\ndos`,
        features: ['line end'],
      };
    default:
      return { item: t(escaped(text, random)), shown, features: [] };
  }
}

function escaped(text: string, random: Random): string {
  return [...text]
    .map((letter) => {
      if (random.oneIn(8))
        return `&#${random.oneIn(2) ? letter.codePointAt(0) : `x${letter.codePointAt(0)?.toString(16)}`};`;
      return letter
        .replace('&', '&amp;')
        .replace('<', '&lt;')
        .replace('>', '&gt;')
        .replace('"', '&quot;')
        .replace("'", '&apos;');
    })
    .join('');
}
