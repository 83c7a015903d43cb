import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { rowsOf, type ShownRow } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openXlsx } from './open-xlsx.ts';
import { workbookParts } from './workbook-parts.test-data.ts';
import { zipOf } from './zip-of.test-data.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const ROWS = 4_000;
const STRINGS = ['Renta', 'Línea & más', '<b>', 'x'];

describe('the same cells, written in any way that XML allows', () => {
  it.each([1, 2, 3, 4, 5, 6])('come out the same (seed %d)', (seed) => {
    const writer = new OddWriter(seed);
    const strings = STRINGS.map((text) => writer.stringItem(text)).join(writer.blanks());
    const rows = Array.from({ length: ROWS }, (_, i) => writer.row(2 * i + 1));
    const sheet = rows.map(({ xml }) => xml).join(writer.blanks());
    expect(sheet.length).toBeGreaterThan(2 * 256 * 1024);
    const path = folder.write(zipOf(workbookParts({ sheet, strings })));
    using file = openXlsx(path, DEFAULT_READ_LIMITS);
    const expected = rows.map(({ shown }) => shown).filter(({ cells }) => cells.length > 0);
    expect(rowsOf(file)).toEqual(expected);
  });
});

/** Writes cells with random quotes, blanks, comments, CDATA, entities, order of attributes, and elements of no interest. */
class OddWriter {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 7_919;
  }

  row(number: number): { xml: string; shown: ShownRow } {
    const cells: string[] = [];
    let xml = '';
    const referenced = this.#one(4) !== 0;
    for (let column = 0; column < 6; column++) {
      const reference = `${String.fromCharCode(65 + column)}${number}`;
      const { attributes, content, shown } = this.#cell();
      const all = referenced ? [...attributes, `r=${this.#quoted(reference)}`] : attributes;
      xml += `${this.#between()}<c${this.#attributes(all)}>${content}</c${this.#rarely(' ')}>`;
      if (shown !== '') cells.push(`${String.fromCharCode(65 + column)} ${shown}`);
    }
    const attributes = [`r=${this.#quoted(String(number))}`, 'spans="1:6"', "foo:bar='a>b'"];
    return {
      xml: `${this.#between()}<row${this.#attributes(attributes)}>${xml}${this.#between()}</row${this.#rarely('\n')}>`,
      shown: { number, cells },
    };
  }

  stringItem(text: string): string {
    return this.#one(2) === 0 ? `<si>${this.#text(text)}</si>` : `<si>${this.#rich(text)}</si>`;
  }

  blanks(): string {
    return ['', '', ' ', '\n  ', '\r\n'][this.#one(5)] ?? '';
  }

  #cell(): { attributes: string[]; content: string; shown: string } {
    const amount = String(this.#one(100_000) / 100);
    const text = STRINGS[this.#one(STRINGS.length)] ?? '';
    switch (this.#one(6)) {
      case 0:
        return { attributes: [], content: this.#value(amount), shown: `NUMBER ${amount}` };
      case 1: {
        const index = this.#one(STRINGS.length);
        return {
          attributes: [`t=${this.#quoted('s')}`],
          content: this.#value(String(index)),
          shown: `TEXT ${STRINGS[index]}`,
        };
      }
      case 2:
        return {
          attributes: [`t=${this.#quoted('inlineStr')}`],
          content: `<is>${this.#one(2) === 0 ? this.#text(text) : this.#rich(text)}</is>`,
          shown: `TEXT ${text}`,
        };
      case 3:
        return {
          attributes: [`t=${this.#quoted('str')}`],
          content: `<f>A1&amp;"x"</f>${this.#value(this.#escaped(text))}`,
          shown: `TEXT ${text}`,
        };
      case 4:
        return { attributes: [], content: '<f t="shared" ref="A1:A9" si="0">1/0</f>', shown: 'NO_VALUE' };
      default:
        return { attributes: ['s="0"'], content: this.blanks(), shown: '' };
    }
  }

  #value(value: string): string {
    const attribute = this.#rarely(' xml:space="preserve"');
    return `${this.#between()}<v${attribute}>${value}</v>${this.#between()}`;
  }

  #text(text: string): string {
    return `<t${this.#rarely(' xml:space="preserve"')}>${this.#escaped(text)}</t>`;
  }

  #rich(text: string): string {
    const cut = this.#one(text.length);
    return `<r><rPr><b/></rPr>${this.#text(text.slice(0, cut))}</r><rPh sb="0" eb="1"><t>no</t></rPh><r>${this.#text(text.slice(cut))}</r>`;
  }

  #escaped(text: string): string {
    if (text !== '' && this.#one(8) === 0) return `<![CDATA[${text}]]>`;
    return [...text]
      .map((letter) => {
        if (this.#one(10) === 0) return `&#${letter.codePointAt(0)};`;
        return letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : letter;
      })
      .join('');
  }

  #attributes(attributes: string[]): string {
    const shuffled = attributes.sort(() => this.#one(3) - 1);
    return shuffled.map((each) => `${this.blanks() || ' '}${each}`).join('') + this.#rarely('\n');
  }

  #quoted(value: string): string {
    const quote = this.#one(2) === 0 ? '"' : "'";
    return `${this.#rarely(' ')}${quote}${value}${quote}`;
  }

  #between(): string {
    const odd = ['<!-- </row> <c> -->', '<?pi <c>?>', '<ext><c2/><v2>1</v2></ext>', '\n'];
    return this.#one(12) === 0 ? (odd[this.#one(odd.length)] ?? '') : '';
  }

  #rarely(text: string): string {
    return this.#one(10) === 0 ? text : '';
  }

  #one(of: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (this.#state >>> 8) % Math.max(1, of);
  }
}
