import { windows1252AsUtf8 } from '../windows-1252.ts';
import { brokenBook } from './biff-records.ts';

const WIDE = 1;
const FAR_EAST = 4;
const RICH = 8;
const UTF_16 = 1200;

/**
 * The pieces of one text: its record and the CONTINUE records behind it. A text may go on in the next, narrow or wide
 * anew.
 */
export class BiffText {
  readonly #pieces: readonly Buffer[];
  #piece = 0;
  #at = 0;

  constructor(pieces: readonly Buffer[]) {
    this.#pieces = pieces;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length && this.#piece >= this.#pieces.length - 1;
  }

  get #bytes(): Buffer {
    return this.#pieces[this.#piece] ?? Buffer.alloc(0);
  }

  /** A text as Excel 97 and later write it: its length, its flags, its characters, what formats them. */
  unicode(lengthBytes: 1 | 2): string {
    const length = this.#number(lengthBytes);
    const flags = this.#number(1);
    const runs = flags & RICH ? this.#number(2) : 0;
    const phonetic = flags & FAR_EAST ? this.#number(4) : 0;
    const text = this.#characters(length, (flags & WIDE) !== 0);
    this.skip(4 * runs + phonetic);
    return text;
  }

  skip(bytes: number): void {
    for (let left = bytes; left > 0; ) {
      if (this.#at >= this.#bytes.length) this.#nextPiece();
      const step = Math.min(left, this.#bytes.length - this.#at);
      this.#at += step;
      left -= step;
    }
  }

  #characters(length: number, startsWide: boolean): string {
    let wide = startsWide;
    let text = '';
    for (let left = length; left > 0; ) {
      if (this.#at >= this.#bytes.length) {
        this.#nextPiece();
        wide = (this.#number(1) & WIDE) !== 0;
      }
      const bytes = this.#bytes;
      const width = wide ? 2 : 1;
      const fits = Math.min(left, Math.floor((bytes.length - this.#at) / width));
      if (fits === 0) throw cutText();
      const end = this.#at + width * fits;
      text += bytes.toString(wide ? 'utf16le' : 'latin1', this.#at, end);
      this.#at = end;
      left -= fits;
    }
    return text;
  }

  /** No number runs over the end of a record. */
  #number(width: 1 | 2 | 4): number {
    if (this.#at >= this.#bytes.length) this.#nextPiece();
    if (this.#at + width > this.#bytes.length) throw cutText();
    const value = this.#bytes.readUIntLE(this.#at, width);
    this.#at += width;
    return value;
  }

  /** Empty pieces are stepped over. */
  #nextPiece(): void {
    do {
      if (++this.#piece >= this.#pieces.length) throw cutText();
      this.#at = 0;
    } while (this.#bytes.length === 0);
  }
}

/** Reads the 8-bit texts of books before Excel 97. Throws BROKEN_CONTENT for a code page that is not known. */
export function codePageDecoder(codePage: number): (bytes: Buffer) => string {
  if (codePage === UTF_16) return (bytes) => bytes.toString('latin1');
  const label = LABELS[codePage] ?? `windows-${codePage}`;
  if (label === 'windows-1252') return windows1252Decoder();
  try {
    const decoder = new TextDecoder(label);
    return (bytes) => decoder.decode(bytes);
  } catch (cause) {
    throw brokenBook(`página de códigos ${codePage}`, `code page ${codePage}`, cause);
  }
}

/** What books before Excel 97 call their code pages, where it is not windows-N. */
const LABELS: Readonly<Record<number, string>> = {
  367: 'windows-1252',
  866: 'ibm866',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  32768: 'macintosh',
  32769: 'windows-1252',
};

function windows1252Decoder(): (bytes: Buffer) => string {
  const upper = windows1252AsUtf8().map((bytes) => bytes.toString('utf8'));
  return (bytes) => {
    let text = '';
    for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : upper[byte - 0x80];
    return text;
  };
}

function cutText(): Error {
  return brokenBook('un texto cortado', 'a text cut short');
}
