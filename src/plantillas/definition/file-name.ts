import { ymdOf } from '../cells/calendar.ts';

/** How a month may stand in the name of a file. */
export const FILE_NAME_MONTHS = ['YYYYMM', 'YYYY-MM', 'MMYYYY', 'MM-YYYY', 'YYYYMMDD', 'DDMMYYYY'] as const;
type MonthForm = (typeof FILE_NAME_MONTHS)[number];
/** Each makes matching slower by the length of a name. */
export const MAX_STARS = 2;

/** "{account}_detallefactura_{YYYYMM}" in its parts. */
export type FileNamePart =
  | { readonly kind: 'TEXT'; readonly text: string }
  | { readonly kind: 'STAR' }
  | { readonly kind: 'ACCOUNT' }
  | { readonly kind: 'MONTH'; readonly form: MonthForm }
  | { readonly kind: 'UNKNOWN'; readonly word: string };

export interface FileNameFacts {
  readonly account: string | undefined;
  /** yyyymm */
  readonly month: number | undefined;
}

export function fileNameParts(pattern: string): FileNamePart[] {
  return (withoutExtension(pattern).match(/\{[^{}]*\}|\*|[^{*]+|\{/g) ?? []).map((part): FileNamePart => {
    if (part === '*') return { kind: 'STAR' };
    if (!part.startsWith('{') || part === '{') return { kind: 'TEXT', text: part };
    const word = part.slice(1, -1);
    if (word === 'account') return { kind: 'ACCOUNT' };
    const form = FILE_NAME_MONTHS.find((each) => each === word);
    return form ? { kind: 'MONTH', form } : { kind: 'UNKNOWN', word };
  });
}

/** What a name says by the pattern; undefined: it is written otherwise. Case, accents and the extension do not count. */
export function readFileName(pattern: string, fileName: string | undefined): FileNameFacts | undefined {
  if (fileName === undefined) return undefined;
  const parts = fileNameParts(pattern);
  const found = new RegExp(`^${parts.map(expressionOf).join('')}$`, 'iu').exec(
    plainName(withoutExtension(fileName)),
  );
  if (!found) return undefined;
  const values = found.slice(1);
  let account: string | undefined;
  let month: number | undefined;
  for (const part of parts) {
    if (part.kind === 'ACCOUNT') account = values.shift()?.trim();
    if (part.kind !== 'MONTH') continue;
    month = monthOf(part.form, values.shift() ?? '');
    if (month === 0) return undefined;
  }
  return account === '' ? undefined : { account, month };
}

const KNOWN_EXTENSIONS = /\.(?:xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt|zip|html?)$/i;
/** What browsers add where the folder has such a file already. */
const COPY_NUMBER = / ?\(\d{1,3}\)$/;
/** No file system takes longer ones. */
const MAX_NAME = 255;

function withoutExtension(name: string): string {
  return name.trim().replace(KNOWN_EXTENSIONS, '').replace(COPY_NUMBER, '').slice(0, MAX_NAME);
}

function plainName(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '');
}

function expressionOf(part: FileNamePart): string {
  switch (part.kind) {
    case 'TEXT':
      return plainName(part.text).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    case 'STAR':
      return '.*?';
    case 'ACCOUNT':
      return '(.+?)';
    case 'MONTH':
      return `(${part.form.replace(/[YMD]/g, '\\d')})`;
    default:
      return '(?!)';
  }
}

/** 0: no month that exists. */
function monthOf(form: MonthForm, digits: string): number {
  const year = Number(digits.slice(form.indexOf('Y'), form.indexOf('Y') + 4));
  const month = Number(digits.slice(form.indexOf('M'), form.indexOf('M') + 2));
  return Math.floor(ymdOf(year, month, 1) / 100);
}
