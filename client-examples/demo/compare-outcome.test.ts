import { describe, expect, it } from 'vitest';
import type { ImportOutcomeData } from '../import-file/fetch-outcome.ts';
import { groupThousands } from '../import-file/outcome-lines.ts';
import { compareOutcome, type ExpectedOutcome } from './compare-outcome.ts';
import { outcomeReport } from './outcome-report.ts';
import { readRows } from './read-rows.ts';

const EXPECTED: ExpectedOutcome = {
  rowsRead: 1_000,
  rowsAccepted: 990,
  rowsRejected: 10,
  rowsSkipped: 0,
  charges: 990,
  lineas: 120,
  net: '1234567.80',
  tax: '0.00',
  total: '1234567.80',
  issues: { INVALID_NUMBER: 10 },
};

function outcome(
  change: { total?: string; issueCounts?: ImportOutcomeData['issueCounts'] } = {},
): ImportOutcomeData {
  const example = { row: 17, column: 'H', rawValue: 'n/d', message: '"n/d" is not an amount' };
  return {
    id: 'i1',
    number: 1,
    estado: 'FINALIZADO',
    phase: 'DONE',
    outcome: 'SUCCEEDED_WITH_ISSUES',
    startedAt: '2026-11-24T10:00:00.000Z',
    finishedAt: '2026-11-24T10:00:02.000Z',
    file: null,
    progress: { rowsRead: 1_000, rowsAccepted: 990, rowsRejected: 10, rowsSkipped: 0 },
    totals: {
      lineas: 120,
      charges: 990,
      net: '1234567.80',
      tax: '0.00',
      total: change.total ?? '1234567.80',
      currency: 'MXN',
    },
    issueCounts: change.issueCounts ?? [{ code: 'INVALID_NUMBER', severity: 'ERROR', count: 10, example }],
    failure: null,
  };
}

describe('comparing with what the file holds', () => {
  it('finds nothing where every figure is exact', () => {
    expect(compareOutcome(EXPECTED, outcome())).toEqual([]);
  });

  it('names a total that is a cent away', () => {
    expect(compareOutcome(EXPECTED, outcome({ total: '1234567.81' }))).toEqual([
      'total: expected 1234567.80, the API says 1234567.81',
    ]);
  });

  it('names issues that are missing and issues that nobody expected', () => {
    const issueCounts = [
      { code: 'INVALID_LINEA' as const, severity: 'ERROR' as const, count: 10, example: null },
    ];
    expect(compareOutcome(EXPECTED, outcome({ issueCounts }))).toEqual([
      'issues INVALID_NUMBER: expected 10, the API says nothing',
      'issues INVALID_LINEA: expected none, the API says 10',
    ]);
  });
});

describe('the report', () => {
  it('tells estado, outcome, amounts, issues with an example, and the speed by the server’s own clock', () => {
    const report = outcomeReport(outcome(), { secondsToReady: 2.345, peakMemory: 200 * 2 ** 20 });
    expect(report).toMatch(/^FINALIZADO · SUCCEEDED_WITH_ISSUES\n/);
    expect(report).toMatch(/total +1,234,567\.80 MXN/);
    expect(report).toMatch(/10 × INVALID_NUMBER \(ERROR\)\n +for example H17: "n\/d" is not an amount/);
    expect(report).toMatch(/rows per second +500\n/);
    expect(report).toMatch(/server peak RSS +200 MiB/);
  });

  it.each([
    ['0.00', '0.00'],
    ['-1386790.03', '-1,386,790.03'],
    ['8028.8434', '8,028.8434'],
    ['99999999999999999999.99', '99,999,999,999,999,999,999.99'],
  ])('groups %s as %s without touching a digit', (amount, grouped) => {
    expect(groupThousands(amount)).toBe(grouped);
  });
});

describe('the number of rows asked for', () => {
  it('is 100,000 unless the argument says otherwise', () => {
    expect(readRows([])).toBe(100_000);
    expect(readRows(['300_000'])).toBe(300_000);
  });

  it.each([['0'], ['abc'], ['-5'], ['1.5'], ['2000000'], ['10', '20']])(
    'is not read from "%s"',
    (...args) => {
      expect(() => readRows(args)).toThrow(/is not a number of rows/);
    },
  );
});
