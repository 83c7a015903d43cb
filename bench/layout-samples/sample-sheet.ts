/** A cell of a sample: text, a number's digits, a day's serial, a fraction of a day shown as [h]:mm:ss; null is no cell. */
export type SampleCell =
  | string
  | null
  | { readonly number: string }
  | { readonly date: number }
  | { readonly time: string };

/** What a row must become, said by whoever writes the row and never by the product. Amounts in cents. */
export interface SampleCharge {
  readonly concept: string;
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly quantity?: { readonly thousandths: bigint; readonly unit: string } | undefined;
}

export interface SampleIssue {
  readonly code: string;
  /** The column that it stands at; undefined: the row as a whole. */
  readonly header?: string;
}

/** Days of validity, as YYYY-MM-DD. */
interface Validity {
  readonly period_from?: string;
  readonly period_to?: string;
}

export interface RowFacts {
  /** Null: a charge of the account. */
  readonly linea: string | null;
  readonly account?: string;
  readonly charges: readonly SampleCharge[];
  /** "2026-09-18 03:02:29", or the day alone. */
  readonly occurred?: string;
  readonly validity?: Validity;
  readonly issues?: readonly SampleIssue[];
}

export interface ExpectedIssue {
  readonly code: string;
  /** "F12"; of a row as a whole "12". */
  readonly cell: string;
  readonly value: string | null;
}

interface Sums {
  charges: number;
  net: bigint;
  tax: bigint;
  total: bigint;
}

/** Issues that stand at their row as a whole, and show the cell that gave them away. */
const OF_THE_ROW = new Set(['TOTAL_ROW', 'EXCLUDED_ROW']);

/** The sheet of a sample, and beside it what importing it must find, added up here in whole cents. */
export class SampleSheet {
  readonly rows: (readonly SampleCell[])[] = [];
  readonly #periodo: string;
  readonly #headers: readonly string[];
  readonly #firstColumn: number;
  readonly #headerRow: number;
  readonly #shows: Readonly<Record<string, string>>;
  readonly #fileName: string | undefined;
  readonly #issues: ExpectedIssue[] = [];
  readonly #lineas = new Set<string>();
  readonly #accounts = new Set<string>();
  readonly #concepts = new Map<string, Sums>();
  readonly #quantities = new Map<string, bigint>();
  readonly #all: Sums = { charges: 0, net: 0n, tax: 0n, total: 0n };
  readonly #occurred: string[] = [];
  /** The distinct values of what charges show besides. */
  readonly #shown = new Map<string, Set<string>>();
  #accepted = 0;
  #rejected = 0;
  #skipped = 0;
  #accountCharges = 0;
  #declaredTotal: bigint | undefined;

  constructor(
    periodo: string,
    headers: readonly string[],
    {
      titles = [],
      firstColumn = 0,
      shows = {},
      fileName,
    }: {
      readonly titles?: readonly (readonly SampleCell[])[];
      readonly firstColumn?: number;
      /** Column of a charge → header whose text it shows as it stands. */
      readonly shows?: Readonly<Record<string, string>>;
      /** Where the name of the file tells something. */
      readonly fileName?: string;
    } = {},
  ) {
    this.#periodo = periodo;
    this.#headers = headers;
    this.#firstColumn = firstColumn;
    this.#shows = shows;
    this.#fileName = fileName;
    this.rows.push(...titles, [...this.#margin(), ...headers.map((header) => header || null)]);
    this.#headerRow = this.rows.length;
  }

  /** Sum of the totals so far, for a row that states it. */
  get total(): bigint {
    return this.#all.total;
  }

  accept(cells: Readonly<Record<string, SampleCell>>, facts: RowFacts): void {
    this.#write(cells, facts.issues ?? []);
    this.#accepted++;
    if (facts.linea !== null) this.#lineas.add(facts.linea);
    this.#accounts.add(facts.account ?? '');
    for (const charge of facts.charges) this.#add(charge, facts);
    if (facts.charges.length === 0) return;
    for (const [name, header] of Object.entries(this.#shows))
      this.#show(name, cellText(cells[header] ?? null));
    for (const [name, day] of Object.entries(facts.validity ?? {})) this.#show(name, day);
  }

  reject(cells: Readonly<Record<string, SampleCell>>, ...issues: readonly SampleIssue[]): void {
    this.#write(cells, issues);
    this.#rejected++;
  }

  /** `declared`: the total that the row states. */
  skip(cells: Readonly<Record<string, SampleCell>>, issue: SampleIssue, declared?: bigint): void {
    this.#write(cells, [issue]);
    this.#skipped++;
    if (declared !== undefined) this.#declaredTotal = declared;
  }

  /** A row of which nothing is ever heard. */
  blank(): void {
    this.rows.push([...this.#margin(), '   ']);
  }

  /** What is told of a column stands at the header. */
  doubtColumn(code: string, header: string): void {
    this.#issues.push({ code, cell: this.#cellName(header, this.#headerRow), value: header.trim() });
  }

  expected() {
    return {
      periodo: this.#periodo,
      ...(this.#fileName === undefined ? {} : { fileName: this.#fileName }),
      rowsRead: this.#accepted + this.#rejected + this.#skipped,
      rowsAccepted: this.#accepted,
      rowsRejected: this.#rejected,
      rowsSkipped: this.#skipped,
      lineas: this.#lineas.size,
      ...sumsText(this.#all),
      declaredTotal: this.#declaredTotal === undefined ? null : money(this.#declaredTotal),
      accounts: [...this.#accounts].sort(),
      accountCharges: this.#accountCharges,
      concepts: Object.fromEntries(
        [...this.#concepts].sort().map(([concept, sums]) => [concept, sumsText(sums)]),
      ),
      quantities: Object.fromEntries(
        [...this.#quantities].sort().map(([unit, value]) => [unit, quantity(value)]),
      ),
      occurred: this.#occurred.sort(),
      shown: Object.fromEntries([...this.#shown].sort().map(([name, values]) => [name, [...values].sort()])),
      issues: this.#issues,
    };
  }

  #add({ concept, net, tax, total, quantity: used }: SampleCharge, { linea, occurred }: RowFacts): void {
    const sums = this.#concepts.get(concept) ?? { charges: 0, net: 0n, tax: 0n, total: 0n };
    this.#concepts.set(concept, sums);
    for (const each of [sums, this.#all]) {
      each.charges++;
      each.net += net;
      each.tax += tax;
      each.total += total;
    }
    if (linea === null) this.#accountCharges++;
    if (used) this.#quantities.set(used.unit, (this.#quantities.get(used.unit) ?? 0n) + used.thousandths);
    if (occurred !== undefined) this.#occurred.push(occurred);
  }

  #show(name: string, value: string | null): void {
    if (value === null) return;
    const values = this.#shown.get(name) ?? new Set();
    this.#shown.set(name, values.add(value));
  }

  #write(cells: Readonly<Record<string, SampleCell>>, issues: readonly SampleIssue[]): void {
    const unknown = Object.keys(cells).filter((header) => !this.#headers.includes(header));
    if (unknown.length > 0) throw new Error(`no such column: ${unknown.join()}`);
    this.rows.push([...this.#margin(), ...this.#headers.map((header) => cells[header] ?? null)]);
    const row = this.rows.length;
    for (const { code, header } of issues) {
      const value = header === undefined ? null : cellText(cells[header] ?? null);
      const ofRow = header === undefined || OF_THE_ROW.has(code);
      this.#issues.push({ code, cell: ofRow ? String(row) : this.#cellName(header, row), value });
    }
  }

  #cellName(header: string, row: number): string {
    const column = this.#firstColumn + this.#headers.indexOf(header);
    return `${columnName(column)}${row}`;
  }

  #margin(): SampleCell[] {
    return Array.from({ length: this.#firstColumn }, () => null);
  }
}

/** "A" for 0, "AA" for 26. */
export function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}

/** Cents as they stand in an answer: "-1234.50". */
export function money(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function quantity(thousandths: bigint): string {
  const digits = String(thousandths).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '');
}

function sumsText({ charges, net, tax, total }: Sums) {
  return { charges, net: money(net), tax: money(tax), total: money(total) };
}

function cellText(cell: SampleCell): string | null {
  if (cell === null || typeof cell === 'string') return cell?.trim() || null;
  return 'number' in cell ? cell.number : 'date' in cell ? String(cell.date) : cell.time;
}
