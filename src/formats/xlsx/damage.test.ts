import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ImportFailedError } from '../../domain/errors.ts';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { rowsOf } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openXlsx } from './open-xlsx.ts';
import { workbookParts } from './workbook-parts.test-data.ts';
import { zipOf } from './zip-of.test-data.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'samples');
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** The rows, or undefined where the file is refused as a damaged one has to be; any other error is the test's. */
function rowsUnlessRefused(bytes: Buffer): number | undefined {
  try {
    using file = openXlsx(folder.write(bytes), DEFAULT_READ_LIMITS);
    return rowsOf(file).length;
  } catch (error) {
    if (error instanceof ImportFailedError) return undefined;
    throw error;
  }
}

describe('a workbook that was cut short', () => {
  it.each(['claro-pe-detalle.xlsx', 'movistar-mx-ancho.xlsx'])(
    '%s is refused wherever the cut is',
    (name) => {
      const whole = readFileSync(join(SAMPLES, name));
      expect(rowsUnlessRefused(whole)).toBeGreaterThan(500);
      for (let length = 0; length < whole.length; length += 4_001) {
        expect(rowsUnlessRefused(whole.subarray(0, length)), `cut at ${length}`).toBeUndefined();
      }
      for (let cut = 1; cut < 60; cut += 3) {
        expect(rowsUnlessRefused(whole.subarray(0, whole.length - cut)), `without ${cut}`).toBeUndefined();
      }
    },
  );
});

describe('a workbook with a spoiled byte', () => {
  const rows = Array.from({ length: 300 }, (_, i) => `<row r="${i + 1}"><c t="s"><v>${i % 7}</v></c></row>`);
  const strings = Array.from({ length: 7 }, (_, i) => `<si><t>Concepto ${i}</t></si>`).join('');
  const whole = zipOf(workbookParts({ sheet: rows.join(''), strings, formats: ['0', 'dd/mm/yyyy'] }));

  it('is read as it was, or refused, but never short of a row', () => {
    expect(rowsUnlessRefused(whole)).toBe(300);
    let refused = 0;
    for (let at = 0; at < whole.length; at += 5) {
      const spoiled = Buffer.from(whole);
      spoiled[at] = (spoiled[at] as number) ^ 0x55;
      const found = rowsUnlessRefused(spoiled);
      if (found === undefined) refused++;
      else expect(found, `byte ${at}`).toBe(300);
    }
    expect(refused).toBeGreaterThan(whole.length / 10);
  });
});

describe('XML that was cut before it was zipped', () => {
  it('is refused wherever the cut is, although its checksum is right', () => {
    const sheet = `<?xml version="1.0"?><worksheet><cols/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1</f><v>1.5</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x &amp; y</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`;
    const book = (text: string) => zipOf(workbookParts({ sheet: text, strings: '<si><t>uno</t></si>' }));
    expect(rowsUnlessRefused(book(sheet))).toBe(2);
    for (let length = 6; length < sheet.length; length++) {
      expect(rowsUnlessRefused(book(sheet.slice(0, length))), sheet.slice(0, length)).toBeUndefined();
    }
  });
});
