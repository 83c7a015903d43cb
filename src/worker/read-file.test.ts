import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePeriodo } from '../domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../domain/row.ts';
import { TemporaryFolder } from '../formats/temporary-file.test-data.ts';
import { workbookParts } from '../formats/xlsx/workbook-parts.test-data.ts';
import { zipOf } from '../formats/xlsx/zip-of.test-data.ts';
import { CONTROL, CONTROL_SLOTS, type ReadResult, type ReadTask, type ThreadMessage } from './messages.ts';
import { readBillingFile } from './read-file.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const DEFINITION = {
  header: { cells: ['Línea', 'Importe'], withinRows: 10 },
  linea: { digits: [10] },
  tiposArchivo: [
    {
      code: 'cargos',
      name: 'Cargos',
      kind: 'CHARGES',
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Concepto', field: 'operadorConcept' },
        { header: 'Importe', field: 'total', required: true },
      ],
    },
  ],
  concepts: [{ match: ['*'], is: 'OTHER' }],
};

interface Read {
  readonly result: ReadResult;
  readonly messages: ThreadMessage[];
  text(kind: 'charges' | 'issues'): string;
}

function read(task: Partial<ReadTask>, cancel = 0): Read {
  const control = new SharedArrayBuffer(4 * CONTROL_SLOTS);
  new Int32Array(control)[CONTROL.CANCEL] = cancel;
  const { port1, port2 } = new MessageChannel();
  const result = readBillingFile({
    path: '',
    format: 'XLSX',
    definition: DEFINITION,
    tipoArchivo: 'cargos',
    periodo: parsePeriodo('2026-09'),
    sheet: undefined,
    empresaId: 1,
    importId: 2,
    attempt: 1,
    store: true,
    held: undefined,
    limits: DEFAULT_READ_LIMITS,
    ...task,
    control,
    port: port2,
  });
  const messages: ThreadMessage[] = [];
  for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1))
    messages.push(next.message);
  port1.close();
  const text = (kind: 'charges' | 'issues') =>
    messages.map((each) => (each.kind === kind ? Buffer.from(each.bytes).toString() : '')).join('');
  return { result, messages, text };
}

const cell = (text: string) => `<c t="str"><v>${text}</v></c>`;
const row = (number: number, ...texts: string[]) => `<row r="${number}">${texts.map(cell).join('')}</row>`;
const HEADER = row(2, 'Línea', 'Concepto', 'Importe');
const GOOD = HEADER + row(3, '5512345678', 'RENTA', '10.50') + row(4, '5512345679', 'RENTA', '0.25');

function book(sheet: string, moreSheets: { name: string; sheet: string; state?: string }[] = []): string {
  return folder.write(zipOf(workbookParts({ sheet, moreSheets })));
}

describe('a file that is read', () => {
  it('tells its header first, then hands over its charges', () => {
    const { result, messages, text } = read({ path: book(row(1, 'Reporte') + GOOD) });
    expect(messages[0]).toEqual({ kind: 'header', sheet: 'Hoja1', sheets: ['Hoja1'], headerRow: 2 });
    expect(result).toMatchObject({
      kind: 'done',
      counters: { rowsRead: 2, rowsAccepted: 2 },
      totals: { total: '10.75', lineas: 2, charges: 2 },
    });
    expect(text('charges').split('\n')).toHaveLength(3);
    expect(text('charges')).toContain('5512345678');
  });

  it('hands over no charges where it is only checked', () => {
    const { result, messages } = read({ path: book(GOOD), store: false });
    expect(result).toMatchObject({ kind: 'done', totals: { total: '10.75', charges: 2 } });
    expect(messages.map(({ kind }) => kind)).not.toContain('charges');
  });

  it('may be a CSV, read as the definition says', () => {
    const path = folder.write('Línea;Concepto;Importe\n5512345678;RENTA;1.50\n');
    expect(read({ path, format: 'CSV' }).result).toMatchObject({ kind: 'done', totals: { total: '1.50' } });
    const definition = { ...DEFINITION, csv: { delimiter: '|' } };
    expect(read({ path, format: 'CSV', definition }).result).toMatchObject({
      kind: 'failed',
      failure: { code: 'NO_HEADER', missingColumns: ['Línea', 'Importe'] },
    });
  });

  it('counts its bytes to the end', () => {
    const path = folder.write('Línea;Importe\n5512345678;1.50\n');
    expect(read({ path, format: 'CSV' }).result).toMatchObject({ counters: { bytesRead: 31 } });
  });
});

describe('the sheet', () => {
  const other = { name: 'Notas', sheet: row(1, 'nothing of interest') };

  it('is the visible one that has the header', () => {
    const path = book(other.sheet, [
      { name: 'Cargos', sheet: GOOD },
      { name: 'Copia', sheet: GOOD, state: 'hidden' },
    ]);
    const { result, messages } = read({ path });
    expect(result.kind).toBe('done');
    expect(messages[0]).toMatchObject({ sheet: 'Cargos', sheets: ['Hoja1', 'Cargos', 'Copia'] });
  });

  it('is the one that the user names, a hidden one too, whatever its case', () => {
    const path = book(GOOD, [
      { name: 'Copia', sheet: HEADER + row(3, '5512345678', 'x', '7.00'), state: 'hidden' },
    ]);
    expect(read({ path, sheet: 'copia' }).result).toMatchObject({ kind: 'done', totals: { total: '7.00' } });
  });

  it('that the user names and the file does not have is NO_HEADER, with the sheets that there are', () => {
    expect(read({ path: book(GOOD, [other]), sheet: 'Cargos' }).result).toMatchObject({
      kind: 'failed',
      failure: { code: 'NO_HEADER', sheets: ['Hoja1', 'Notas'] },
    });
  });

  it('must be one: several are SEVERAL_SHEETS, unless the definition names one of them', () => {
    const path = book(GOOD, [{ name: 'Detalle sept', sheet: GOOD }]);
    expect(read({ path }).result).toMatchObject({
      kind: 'failed',
      failure: { code: 'SEVERAL_SHEETS', sheets: ['Hoja1', 'Detalle sept'] },
    });
    const { result, messages } = read({ path, definition: { ...DEFINITION, sheet: ['Detalle*'] } });
    expect(result.kind).toBe('done');
    expect(messages[0]).toMatchObject({ sheet: 'Detalle sept' });
  });

  it('without its header is NO_HEADER: what the nearest row lacks, and all sheets, hidden ones too', () => {
    const path = book(row(3, 'Línea', 'Monto'), [{ ...other, state: 'hidden' }]);
    expect(read({ path }).result).toMatchObject({
      kind: 'failed',
      failure: { code: 'NO_HEADER', row: 3, missingColumns: ['Importe'], sheets: ['Hoja1', 'Notas'] },
    });
  });
});

describe('a file that fails', () => {
  it('without rows below its header is NO_DATA_ROWS', () => {
    expect(read({ path: book(HEADER) }).result).toMatchObject({
      kind: 'failed',
      failure: { code: 'NO_DATA_ROWS' },
    });
  });

  it('in its midst keeps the issues found so far', () => {
    const damaged = `${GOOD + row(5, '12', 'RENTA', '1.00')}<row r="6"><c t="s"><v>9</v></c></row>`;
    const definition = { ...DEFINITION, header: { ...DEFINITION.header, withinRows: 2 } };
    const { result, text } = read({ path: book(damaged), definition });
    expect(result).toMatchObject({
      kind: 'failed',
      failure: { code: 'BROKEN_CONTENT', row: 6 },
      counters: { rowsRead: 3, rowsRejected: 1 },
      issueCounts: { INVALID_LINEA: 1 },
    });
    expect(text('issues')).toContain('INVALID_LINEA');
  });

  it('before its header is found tells no rows', () => {
    expect(read({ path: folder.write(Buffer.from('PK\x03\x04 nothing more')) }).result).toMatchObject({
      kind: 'failed',
      failure: { code: 'BROKEN_CONTENT' },
      counters: { rowsRead: 0 },
      issueCounts: {},
    });
  });

  it('because it is gone is FILE_LOST', () => {
    expect(read({ path: folder.path('no-such-file') }).result).toMatchObject({
      failure: { code: 'FILE_LOST' },
    });
  });

  it('by a limit says which', () => {
    const limits = { ...DEFAULT_READ_LIMITS, rows: 2 };
    expect(read({ path: book(GOOD), limits }).result).toMatchObject({ failure: { code: 'LIMIT_EXCEEDED' } });
  });
});

describe('a file with far more rows than are read', () => {
  const line = '5512345678,R,1\n';
  const text = `Línea,Concepto,Importe\n${line.repeat(300_000)}`;
  const task = { format: 'CSV', store: false } as const;

  it('is refused as soon as that shows, not once as many rows have been checked', () => {
    const limits = { ...DEFAULT_READ_LIMITS, rows: 200_000 };
    const { result } = read({ ...task, path: folder.write(text), limits });
    expect(result).toMatchObject({ failure: { code: 'LIMIT_EXCEEDED' }, counters: { rowsRead: 102_399 } });
    expect(result.kind === 'failed' && result.failure.message.en).toContain('limit rows');
  });

  it('is not refused because it only seems so', () => {
    const long = `5512345678,R,1,${'x'.repeat(40)}\n`;
    const path = folder.write(`Línea,Concepto,Importe\n${line.repeat(105_000)}${long.repeat(60_000)}`);
    const limits = { ...DEFAULT_READ_LIMITS, rows: 165_001 };
    expect(read({ ...task, path, limits }).result).toMatchObject({
      kind: 'done',
      counters: { rowsRead: 165_000 },
    });
  });
});

describe('a read that is canceled', () => {
  it('before it begins opens nothing', () => {
    const { result, messages } = read({ path: folder.path('no-such-file') }, 1);
    expect(result).toEqual({ kind: 'canceled' });
    expect(messages).toEqual([]);
  });
});
