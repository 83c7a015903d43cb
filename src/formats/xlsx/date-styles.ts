import { xmlElements } from './xml-tokens.ts';

/** The number formats that every workbook has without saying so and that show a date or a time. */
const BUILT_IN_DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54,
  55, 56, 57, 58,
]);

export function isBuiltInDateFormat(id: number): boolean {
  return BUILT_IN_DATE_FORMATS.has(id);
}

/** For each style index of a cell (s="3"): 1 where it shows a date or a time. From the bytes of the styles part. */
export function dateStyles(styles: Buffer): Uint8Array {
  const custom = new Map<number, boolean>();
  const cellFormats: number[] = [];
  for (const { name, parents, attribute } of xmlElements(styles)) {
    const id = () => Number(attribute('numFmtId') ?? 0);
    if (name === 'numFmt' && parents.at(-1) === 'numFmts') {
      custom.set(id(), isDateFormat(attribute('formatCode') ?? ''));
    } else if (name === 'xf' && parents.at(-1) === 'cellXfs') {
      cellFormats.push(id());
    }
  }
  return Uint8Array.from(cellFormats, (id) => Number(custom.get(id) ?? isBuiltInDateFormat(id)));
}

/** True for a format code with a part of a date or time outside of quotes, escapes and [conditions]. */
export function isDateFormat(code: string): boolean {
  const shown = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/general/gi, '');
  return /[ymdhs]/i.test(shown);
}
