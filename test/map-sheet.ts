import { CHARGE_COPY_COLUMNS, ISSUE_COPY_COLUMNS } from '../src/domain/copy-columns.ts';
import { parsePeriodo } from '../src/domain/periodo.ts';
import { CELL, type CellKind, type Row } from '../src/domain/row.ts';
import { parseDefinition } from '../src/plantillas/definition.ts';
import { findHeader } from '../src/plantillas/find-header.ts';
import { createMapper, type MapperOptions, type MapperResult } from '../src/plantillas/mapper.ts';

/** A cell as a test writes it: text, a number cell ({ n: '1.5E3' }), or any other kind; null is no cell. */
export type TestCell =
  | string
  | null
  | { readonly n: string }
  | { readonly kind: CellKind; readonly text: string };

/** A row object as a reader would fill it, all cells in one buffer; texts are shared strings if they are given indexes. */
export function rowOf(
  number: number,
  cells: readonly TestCell[],
  sharedIndex: (text: string) => number = () => -1,
): Row {
  const present = cells.flatMap((cell, column) => (cell === null ? [] : [{ column, ...parts(cell) }]));
  const ends: number[] = [];
  for (const { bytes } of present) ends.push((ends.at(-1) ?? 0) + bytes.length);
  const source = Buffer.concat(present.map(({ bytes }) => bytes));
  return {
    number,
    cells: present.length,
    column: Int32Array.from(present, ({ column }) => column),
    kind: Uint8Array.from(present, ({ kind }) => kind),
    source: present.map(() => source),
    start: Int32Array.from(present, (_, i) => ends[i - 1] ?? 0),
    end: Int32Array.from(ends),
    shared: Int32Array.from(present, ({ shared }) => (shared === undefined ? -1 : sharedIndex(shared))),
  };
}

function parts(cell: Exclude<TestCell, null>): { kind: CellKind; bytes: Buffer; shared?: string } {
  if (typeof cell === 'string') return { kind: CELL.TEXT, bytes: Buffer.from(cell), shared: cell };
  if ('n' in cell) return { kind: CELL.NUMBER, bytes: Buffer.from(cell.n) };
  return { kind: cell.kind, bytes: Buffer.from(cell.text) };
}

/** One line of COPY text by column name; \N is null, escapes are resolved. */
export type CopiedRow = Readonly<Record<string, string | null>>;

export interface Mapped {
  readonly result: MapperResult | undefined;
  readonly error: unknown;
  readonly charges: readonly CopiedRow[];
  readonly issues: readonly CopiedRow[];
  readonly hashes: Buffer;
  readonly accounts: readonly string[];
  readonly batches: readonly Uint8Array[];
}

/** Maps a sheet given as rows; the first row that holds the header's cells is the header, the rest follows. */
export function mapSheet(
  definitionJson: unknown,
  rows: readonly (readonly TestCell[])[],
  options: Partial<Omit<MapperOptions, 'periodo' | 'definition' | 'header'>> & {
    readonly periodo?: string;
    readonly sharedIndex?: (text: string) => number;
  } = {},
): Mapped {
  const definition = parseDefinition(definitionJson);
  const tipoArchivo = options.tipoArchivo ?? definition.tiposArchivo[0]?.code ?? '';
  const head = rows.map((cells, i) => ({
    number: i + 1,
    cells: cells.flatMap((cell, column) => (typeof cell === 'string' ? [{ column, text: cell }] : [])),
  }));
  const header = findHeader(definition, tipoArchivo, head);
  if (!header.found) throw new Error(`no header: ${header.missing.join()}`);
  const charges: Uint8Array[] = [];
  const issues: Uint8Array[] = [];
  const hashes: Uint8Array[] = [];
  const accounts: string[] = [];
  let result: MapperResult | undefined;
  let error: unknown;
  try {
    const mapper = createMapper({
      empresaId: 7,
      importId: 42,
      attempt: 1,
      date1904: false,
      store: true,
      held: undefined,
      batchBytes: 64 * 1024,
      sink: {
        charges: (bytes) => void charges.push(bytes),
        issues: (bytes) => void issues.push(bytes),
        hashes: (bytes) => void hashes.push(bytes),
        accounts: (list) => void accounts.push(...list),
      },
      ...options,
      definition,
      tipoArchivo,
      header,
      periodo: parsePeriodo(options.periodo ?? '2026-09'),
    });
    rows.forEach((cells, i) => {
      mapper.row(rowOf(i + 1, cells, options.sharedIndex));
    });
    result = mapper.finish();
  } catch (thrown) {
    error = thrown;
  }
  return {
    result,
    error,
    charges: copiedCharges(charges),
    issues: copiedIssues(issues),
    hashes: Buffer.concat(hashes),
    accounts,
    batches: [...charges, ...issues],
  };
}

/** Whole batches of COPY text as rows. */
export function copiedCharges(batches: readonly Uint8Array[]): CopiedRow[] {
  return copiedRows(batches, CHARGE_COPY_COLUMNS);
}

export function copiedIssues(batches: readonly Uint8Array[]): CopiedRow[] {
  return copiedRows(batches, ISSUE_COPY_COLUMNS);
}

function copiedRows(batches: readonly Uint8Array[], columns: readonly string[]): CopiedRow[] {
  const text = Buffer.concat(batches).toString();
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('the last line is not whole');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const values = line.split('\t');
      if (values.length !== columns.length) throw new Error(`${values.length} values in: ${line}`);
      return Object.fromEntries(columns.map((column, i) => [column, unescaped(values[i] ?? '')]));
    });
}

function unescaped(value: string): string | null {
  if (value === '\\N') return null;
  const letters: Record<string, string> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };
  return value.replace(/\\(.)/g, (_, letter: string) => letters[letter] ?? `?${letter}?`);
}
