import { Parser } from 'htmlparser2';
import type { ReadLimits } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import type { ByteFile } from '../byte-file.ts';
import type { ByteSource } from '../byte-source.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import type { TextStart } from '../text-encoding.ts';
import { transcode } from '../transcode.ts';

/** What a page consists of, in order. Names of elements and attributes are in small letters, entities resolved. */
export interface HtmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** `implied`: there is no such tag in the page, something around the element ended. */
  close(name: string, implied: boolean): void;
  text(piece: string): void;
  comment(text: string): void;
  /** Asked after each piece of the page: true ends the reading. */
  stopped(): boolean;
}

const PIECE_BYTES = 64 * 1024;
/** Pages nest to some dozens; the parser searches all open elements at each closing tag. */
const MAX_DEPTH = 1_000;

/** Reads a page to its end or until the handler stops. Throws BROKEN_CONTENT and LIMIT_EXCEEDED. */
export function readHtml(
  file: ByteFile,
  start: TextStart,
  limits: ReadLimits,
  handler: HtmlHandler,
  onBytes: (source: ByteSource) => void,
): void {
  using source = transcode(file.open(start.markBytes), start.encoding);
  const decoder = new TextDecoder('utf-8');
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const guarded = new GuardedParser(handler, limits);
  for (;;) {
    const got = source.fill(piece, 0, piece.length);
    onBytes(source);
    if (got === 0) break;
    guarded.write(decoder.decode(piece.subarray(0, got), { stream: true }));
    if (handler.stopped()) return;
  }
  guarded.end();
}

/** The parser with bounds on what it keeps: open elements, and one tag or comment that does not end. */
class GuardedParser {
  readonly #parser: Parser;
  readonly #limits: ReadLimits;
  #depth = 0;
  #silent = 0;

  constructor(handler: HtmlHandler, limits: ReadLimits) {
    this.#limits = limits;
    const heard = () => {
      this.#silent = 0;
    };
    this.#parser = new Parser({
      onopentagname: () => {
        heard();
        if (++this.#depth > MAX_DEPTH) throw tooDeep();
      },
      onopentag: (name, attributes) => {
        heard();
        handler.open(name, attributes);
      },
      onclosetag: (name, implied) => {
        heard();
        this.#depth--;
        handler.close(name, implied);
      },
      ontext: (text) => {
        heard();
        handler.text(text);
      },
      oncomment: (text) => {
        heard();
        handler.comment(text);
      },
    });
  }

  write(text: string): void {
    this.#silent += text.length;
    if (this.#silent > this.#limits.rowBytes) throw limitExceeded(this.#limits, 'rowBytes');
    this.#parser.write(text);
  }

  end(): void {
    this.#parser.end();
  }
}

function tooDeep(): Error {
  return brokenContent(
    `La página tiene más de ${MAX_DEPTH} elementos uno dentro de otro`,
    `The page has more than ${MAX_DEPTH} elements within one another`,
  );
}
