import type { OpenFile, ReadLimits } from '../../domain/row.ts';
import type { ByteFile } from '../byte-file.ts';
import { htmlEncoding } from './html-encoding.ts';
import { type HtmlHandler, readHtml } from './html-events.ts';
import { TableList } from './list-tables.ts';
import { TableRows } from './table-rows.ts';

export interface HtmlOptions {
  /** Called whenever a piece of the file has been read. */
  readonly onBytes?: () => void;
}

/**
 * A web page, as many portals give out under the name of an Excel file: each <table> is a sheet. All cells are TEXT as the
 * page shows it; nothing is guessed to be a number or a date. Opening it reads it once, to know its tables and that the
 * last one ends.
 */
export function openHtml(file: ByteFile, limits: ReadLimits, { onBytes }: HtmlOptions = {}): OpenFile {
  const start = htmlEncoding(file);
  let bytesRead = 0;
  const read = (handler: HtmlHandler) =>
    readHtml(file, start, limits, handler, (source) => {
      bytesRead = Math.min(source.consumed(), file.size);
      onBytes?.();
    });
  const list = new TableList();
  read(list);
  bytesRead = 0;
  const sheets = list.tables;
  return {
    sheets,
    date1904: false,
    bytesRead: () => bytesRead,
    read(index, onRow) {
      const table = sheets[index];
      if (table === undefined) throw new RangeError(`There is no sheet ${index}`);
      let goOn = true;
      const rows = new TableRows({
        index,
        name: table.name,
        limits,
        onRow: (row) => {
          goOn = onRow(row);
          return goOn;
        },
      });
      read(rows);
      if (goOn) bytesRead = file.size;
    },
    [Symbol.dispose]() {},
  };
}
