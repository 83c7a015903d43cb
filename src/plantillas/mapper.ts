import { formatMoney } from '../domain/decimal.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Row } from '../domain/row.ts';
import { bindColumns } from './bind-columns.ts';
import { type TipoLayout, tipoLayout } from './definition/tipo-layout.ts';
import { columnCount } from './find-header.ts';
import { HashBatches } from './identity/hash-batches.ts';
import { HeldRows } from './identity/held-rows.ts';
import type { Lanes } from './identity/row-hash.ts';
import { RowIdentity } from './identity/row-identity.ts';
import type { Mapper, MapperOptions, MapperResult, RowCounters } from './mapper-options.ts';
import { DistinctAccounts } from './outcome/distinct-accounts.ts';
import { emptyResult } from './outcome/empty-result.ts';
import { LineaSet } from './outcome/linea-set.ts';
import { ChargeWriter } from './output/charge-writer.ts';
import { IssueLog } from './output/issue-log.ts';
import { checkColumnContract } from './plan/column-contract.ts';
import { compilePlan, type Plan } from './plan/compile-plan.ts';
import { readNameOf } from './plan/named-account.ts';
import type { RowRule } from './plan/row-rules.ts';
import { PlainRowReader } from './rows/plain-row-reader.ts';
import { readSteps, type StepsResult } from './rows/read-steps.ts';
import { NO_CELL } from './rows/row-cells.ts';

export type { Mapper, MapperOptions, MapperResult, RowCounters } from './mapper-options.ts';

/**
 * Makes the mapper of one sheet. Throws ImportFailedError COLUMN_CONTRACT where the columns of the file break the
 * definition's contract; what is merely doubtful about them becomes issues at the header row.
 */
export function createMapper(options: MapperOptions): Mapper {
  return new SheetMapper(options);
}

class SheetMapper implements Mapper {
  readonly #options: MapperOptions;
  readonly #plan: Plan;
  readonly #issues: IssueLog;
  readonly #charges: ChargeWriter;
  readonly #identity: RowIdentity;
  readonly #plainRows: PlainRowReader;
  readonly #held: HeldRows | undefined;
  readonly #hashes: HashBatches | undefined;
  readonly #lineas = new LineaSet();
  /** Of rows that were accepted without a charge; others may charge them all the same. */
  readonly #uncharged = new LineaSet();
  readonly #accounts = new DistinctAccounts();
  #newAccounts: string[] = [];
  #namedAccounts = 0;
  #read = 0;
  #accepted = 0;
  #rejected = 0;
  #skipped = 0;
  #duplicate = 0;
  /** Rows rejected for their month, by yyyymm. */
  readonly #otherPeriodo = new Map<number, number>();
  #declaredTotal: string | null = null;
  /** Rows of one line mostly follow each other: the shared string of the one counted last. */
  #lastLinea = -1;
  readonly #lastHeaderRow: number;
  readonly #result: StepsResult = { rejected: false, otherPeriodo: false };

  constructor(options: MapperOptions) {
    const { definition, header, sink } = options;
    const layout = tipoLayout(definition, options.tipoArchivo);
    const binding = bindColumns(layout, header);
    const columnIssues = checkColumnContract(definition.columnContract, binding, header);
    const named = readNameOf(options, layout, binding);
    this.#options = options;
    this.#lastHeaderRow = header.lastRow;
    this.#plan = compilePlan(definition, layout, binding, {
      ...options,
      account: named === 'OTHERWISE' ? undefined : named.account,
    });
    this.#issues = new IssueLog({ ...options, emit: (bytes) => sink.issues(bytes) });
    this.#charges = new ChargeWriter({ ...options, plan: this.#plan, issues: this.#issues });
    this.#identity = new RowIdentity(header, this.#plan.steps, this.#plan.cells);
    this.#plainRows = new PlainRowReader(this.#plan, this.#identity, columnCount(header));
    this.#held = options.held && new HeldRows(options.held);
    this.#hashes = options.store
      ? new HashBatches(options.batchBytes, (bytes) => sink.hashes(bytes), options.memory)
      : undefined;
    for (const { code, ...place } of columnIssues) this.#issues.add(code, { row: header.row, ...place });
    if (named === 'OTHERWISE') this.#tellFileName(layout);
    this.#issues.commit();
  }

  row(row: Row): void {
    if (row.number <= this.#lastHeaderRow) return;
    if (!this.#plainRows.read(row)) {
      this.#carefully(row);
      return;
    }
    this.#read++;
    this.#charges.settle(row, false);
    this.#accept(row, this.#plainRows.lanes);
    this.#issues.commit();
  }

  /** A row that is blank, skipped, doubtful or bad in some way, or may be. */
  #carefully(row: Row): void {
    const { cells, rules, steps } = this.#plan;
    if (!cells.locate(row)) return;
    this.#read++;
    for (const rule of rules) {
      if (rule.matches(row)) {
        this.#skipByRule(row, rule);
        return;
      }
    }
    const result = this.#result;
    readSteps(row, steps, cells, this.#issues, result);
    this.#charges.settle(row, result.rejected);
    if (result.rejected) this.#reject(result.otherPeriodo);
    else this.#accept(row, this.#identity.of(row));
    this.#issues.commit();
  }

  /** What the name would have told is missing, as if a column were. */
  #tellFileName({ fileName }: TipoLayout): void {
    const raw = Buffer.from(this.#options.fileName ?? '');
    const at = { row: this.#options.header.row, column: undefined, header: fileName };
    this.#issues.addRaw('MISSING_COLUMN', at, raw, 0, raw.length);
  }

  finish(): MapperResult {
    this.#flush();
    const counters = this.counters();
    const rows = { duplicate: this.#duplicate, otherPeriodo: this.#otherPeriodo };
    const mayBeEmpty = this.#accepted > 0 || this.#options.isPart;
    const failure = mayBeEmpty ? undefined : emptyResult(counters, rows, this.#options.periodo);
    if (failure) throw failure;
    const { net, tax, total, count } = this.#charges;
    return {
      counters,
      totals: {
        lineas: this.#lineas.size,
        charges: count,
        net: formatMoney(net.total()),
        tax: formatMoney(tax.total()),
        total: formatMoney(total.total()),
        declaredTotal: this.#declaredTotal,
      },
      issueCounts: this.issueCounts(),
      accounts: this.#accounts.list(),
      unchargedLineas: this.#uncharged.list(),
    };
  }

  counters(): RowCounters {
    return {
      rowsRead: this.#read,
      rowsAccepted: this.#accepted,
      rowsRejected: this.#rejected,
      rowsSkipped: this.#skipped,
    };
  }

  lineas(): string[] {
    return this.#lineas.list();
  }

  issueCounts(): MapperResult['issueCounts'] {
    return this.#issues.counts();
  }

  #skipByRule(row: Row, rule: RowRule): void {
    this.#skipped++;
    const { cells } = this.#plan;
    const place = rule.place ?? NO_CELL;
    const i = cells.cell[place] ?? NO_CELL;
    const bytes = i === NO_CELL ? undefined : row.source[i];
    const code = rule.is === 'TOTAL' ? 'TOTAL_ROW' : 'EXCLUDED_ROW';
    const at = { row: row.number, column: undefined, header: rule.header };
    if (bytes === undefined) this.#issues.add(code, at);
    else this.#issues.addRaw(code, at, bytes, cells.start[place] ?? 0, cells.end[place] ?? 0);
    this.#issues.commit();
    const declared = rule.declaredTotal(row);
    if (declared) this.#declaredTotal = formatMoney(declared.toDecimal());
  }

  #reject(otherPeriodo: boolean): void {
    this.#rejected++;
    if (!otherPeriodo) return;
    const { month } = this.#plan.values.periodo;
    this.#otherPeriodo.set(month, (this.#otherPeriodo.get(month) ?? 0) + 1);
  }

  #accept(row: Row, lanes: Lanes): void {
    const { linea, account } = this.#plan.values;
    if (this.#held?.take(lanes)) {
      this.#skipDuplicate(row);
      return;
    }
    this.#hashes?.add(lanes);
    const added = this.#accounts.add(account);
    if (added !== undefined) this.#addAccount(added, row);
    this.#accepted++;
    if (linea.length > 0 && (linea.shared < 0 || linea.shared !== this.#lastLinea)) {
      this.#lineas.add(linea.digits, linea.length);
      this.#lastLinea = linea.shared;
    }
    const before = this.#charges.count;
    this.#charges.write(row);
    if (this.#charges.count === before && linea.length > 0) this.#uncharged.add(linea.digits, linea.length);
  }

  #skipDuplicate(row: Row): void {
    this.#issues.rollback();
    this.#issues.add('DUPLICATE_ROW', { row: row.number, column: undefined, header: undefined });
    this.#skipped++;
    this.#duplicate++;
  }

  /** The first one is told at once: whether it has been imported already decides about the whole file. */
  #addAccount(account: string, row: Row): void {
    if (account !== '') this.#namedAccounts++;
    if (this.#options.definition.singleAccount && this.#namedAccounts > 1) {
      this.#rejected++;
      this.#issues.commit();
      this.#flush();
      throw twoAccounts(this.#accounts.list(), row.number);
    }
    this.#newAccounts.push(account);
    if (this.#accepted === 0) this.#tellAccounts();
  }

  #tellAccounts(): void {
    if (this.#newAccounts.length === 0) return;
    this.#options.sink.accounts(this.#newAccounts);
    this.#newAccounts = [];
  }

  #flush(): void {
    this.#tellAccounts();
    this.#charges.flush();
    this.#issues.flush();
    this.#hashes?.flush();
  }
}

function twoAccounts(accounts: readonly string[], row: number): ImportFailedError {
  const names = accounts
    .filter((account) => account !== '')
    .map((account) => `"${account.slice(0, 40)}"`)
    .join(', ');
  return new ImportFailedError(
    'TWO_ACCOUNTS',
    message(
      `El archivo tiene más de una cuenta (${names}) y la plantilla admite una sola`,
      `The file holds more than one account (${names}), and the plantilla allows a single one`,
    ),
    {
      row,
      hint: message(
        'Importe un archivo por cuenta, o quite singleAccount de la plantilla.',
        'Import one file for each account, or take singleAccount out of the plantilla.',
      ),
    },
  );
}
