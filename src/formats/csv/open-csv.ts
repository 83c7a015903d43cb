import type { OpenFile, ReadLimits, Row } from '../../domain/row.ts';
import { type ByteFile, plainFile } from '../byte-file.ts';
import type { ByteSource } from '../byte-source.ts';
import { ByteWindow } from '../byte-window.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import type { TextStart } from '../text-encoding.ts';
import { type TextEncoding, transcode } from '../transcode.ts';
import { type CsvDelimiter, detectDialect } from './csv-dialect.ts';
import { csvEncoding } from './csv-encoding.ts';
import { RecordScanner } from './record-scanner.ts';

/** What is known of the file beforehand; what is not given is found from its bytes. */
export interface CsvOptions {
  readonly delimiter?: CsvDelimiter | undefined;
  readonly encoding?: TextEncoding | undefined;
  /** Called whenever a piece of the file has been read. */
  readonly onBytes?: () => void;
}

const SAMPLE_BYTES = 64 * 1024;

/**
 * A CSV, TSV or other delimited text: one sheet without a name. Quotes, doubled quotes, newlines within quotes, LF, CRLF
 * and CR; UTF-8, UTF-16 and Windows-1252. Records may have any number of fields; a blank field is no cell.
 */
export function openCsv(
  pathOrFile: string | ByteFile,
  limits: ReadLimits,
  options: CsvOptions = {},
): OpenFile {
  const file = typeof pathOrFile === 'string' ? plainFile(pathOrFile) : pathOrFile;
  const start = csvEncoding(file, options.encoding);
  const dialect = detectDialect(sample(file, start), options.delimiter);
  let bytesRead = () => 0;
  return {
    sheets: [{ name: null, hidden: false }],
    date1904: false,
    bytesRead: () => Math.min(bytesRead(), file.size),
    read(sheet, onRow) {
      if (sheet !== 0) throw new RangeError(`There is no sheet ${sheet}`);
      using source = openText(file, start);
      bytesRead = () => source.consumed();
      const { delimiter, sepLineBytes } = dialect;
      const scanner = new RecordScanner({
        delimiter,
        windows1252: start.encoding === 'windows-1252',
        firstLine: sepLineBytes === 0 ? 1 : 2,
        limits,
      });
      readRecords(heard(source, options.onBytes), scanner, sepLineBytes, limits, onRow);
    },
    [Symbol.dispose]() {},
  };
}

function readRecords(
  source: ByteSource,
  scanner: RecordScanner,
  skipBytes: number,
  limits: ReadLimits,
  onRow: (row: Row) => boolean,
): void {
  const window = new ByteWindow(source, limits.rowBytes, () => limitExceeded(limits, 'rowBytes'));
  window.advance(0);
  if (skipBytes > 0) window.advance(skipBytes);
  for (;;) {
    const { bytes, have, ended } = window;
    const used = scanner.scan(bytes, 0, have, ended, onRow);
    if (scanner.stopped || ended) return;
    window.advance(used);
  }
}

/** The text behind its byte order mark, as UTF-8; Windows-1252 stays as it is: the scanner turns fields, not the text. */
function openText(file: ByteFile, { encoding, markBytes }: TextStart): ByteSource {
  const source = file.open(markBytes);
  return encoding === 'windows-1252' ? source : transcode(source, encoding);
}

function heard(source: ByteSource, onBytes: () => void = () => {}): ByteSource {
  return {
    ...source,
    fill(target, offset, length) {
      onBytes();
      return source.fill(target, offset, length);
    },
  };
}

function sample(file: ByteFile, start: TextStart): Buffer {
  using source = openText(file, start);
  const head = Buffer.alloc(SAMPLE_BYTES);
  return head.subarray(0, source.fill(head, 0, head.length));
}
