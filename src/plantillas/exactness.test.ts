import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/random.ts';
import {
  addDecimals,
  type Decimal,
  formatMoney,
  formatQuantity,
  subtractDecimals,
  ZERO,
} from '../domain/decimal.ts';
import { Amount, combine } from './cells/amount.ts';
import { ByteMemo, UNKNOWN } from './cells/byte-memo.ts';
import { readSerial } from './cells/calendar.ts';
import { columnKey, RowHash } from './identity/row-hash.ts';
import { ExactSum } from './outcome/exact-sum.ts';
import { LineaSet } from './outcome/linea-set.ts';
import { CopyArena } from './output/copy-arena.ts';
import { DigitCounter } from './output/digit-counter.ts';
import { writeSmallMoney } from './output/small-money.ts';
import { writeDateTime, writeInteger, writeMoney, writeQuantity } from './output/write-values.ts';

function randomAmount(random: () => number): Amount {
  const amount = new Amount();
  const digits = 1 + Math.floor(random() * 22);
  let text = random() < 0.4 ? '-' : '';
  for (let i = 0; i < digits; i++) text += random() < 0.4 ? '0' : Math.floor(random() * 10);
  amount.setBig(BigInt(text === '-' ? '0' : text), Math.floor(random() * 18));
  return amount;
}

describe('amounts that never become floats', () => {
  it('are written as exact decimals are formatted', () => {
    const random = randomFrom(7);
    const out = Buffer.alloc(100);
    for (let i = 0; i < 20_000; i++) {
      const amount = randomAmount(random);
      const decimal = amount.toDecimal();
      expect(out.toString('latin1', 0, writeMoney(amount, out, 0))).toBe(formatMoney(decimal));
      expect(out.toString('latin1', 0, writeQuantity(amount, out, 0))).toBe(formatQuantity(decimal));
    }
  });

  it('add and subtract as exact decimals do', () => {
    const random = randomFrom(8);
    const out = new Amount();
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = [randomAmount(random), randomAmount(random)];
      combine(a, b, 1, out);
      expect(formatMoney(out.toDecimal())).toBe(formatMoney(addDecimals(a.toDecimal(), b.toDecimal())));
      combine(a, b, -1, out);
      expect(formatMoney(out.toDecimal())).toBe(formatMoney(subtractDecimals(a.toDecimal(), b.toDecimal())));
    }
  });

  it('sum up exactly, beyond what a float holds', () => {
    const random = randomFrom(9);
    const sum = new ExactSum();
    let expected: Decimal = ZERO;
    for (let i = 0; i < 20_000; i++) {
      const amount = randomAmount(random);
      sum.add(amount);
      expected = addDecimals(expected, amount.toDecimal());
    }
    expect(formatMoney(sum.total())).toBe(formatMoney(expected));
    const large = new ExactSum();
    const most = new Amount();
    most.set(999_999_999_999_999, 2);
    for (let i = 0; i < 1_000; i++) large.add(most);
    expect(formatMoney(large.total())).toBe('9999999999999990.00');
  });
});

describe('amounts below a thousand', () => {
  it('are written by tables as they are without', () => {
    const [quick, plain] = [Buffer.alloc(100), Buffer.alloc(100)];
    const view = new DataView(quick.buffer, quick.byteOffset);
    const amount = new Amount();
    let small = 0;
    for (const scale of [0, 1, 2]) {
      for (let units = -100_500; units < 100_500; units++) {
        amount.set(units, scale);
        const end = writeSmallMoney(amount, view, 0);
        if (end < 0) continue;
        small++;
        const text = plain.toString('latin1', 0, writeMoney(amount, plain, 0));
        if (quick.toString('latin1', 0, end) !== text) expect.fail(`${units} of scale ${scale}: ${text}`);
      }
    }
    expect(small).toBe(1_999 + 19_999 + 199_999);
  });

  it('leave all others alone', () => {
    const view = new DataView(new ArrayBuffer(100));
    const amount = new Amount();
    for (const [units, scale] of [
      [100_000, 2],
      [-100_000, 2],
      [10_000, 1],
      [1_000, 0],
      [2 ** 40, 2],
      [5, 3],
    ] as const) {
      amount.set(units, scale);
      expect(writeSmallMoney(amount, view, 0)).toBe(-1);
    }
    amount.setBig(10n ** 30n, 2);
    expect(writeSmallMoney(amount, view, 0)).toBe(-1);
  });
});

describe('integers and moments', () => {
  it('are counted up in their digits', () => {
    const arena = new CopyArena();
    const counter = new DigitCounter(arena, '7\t42\t');
    const text = () => Buffer.from(arena.bytes).toString('latin1', counter.start, counter.end);
    expect(text()).toBe('7\t42\t0');
    for (let i = 1; i <= 12_345; i++) {
      counter.increment();
      if (text() !== `7\t42\t${i}`) expect.fail(`${text()} instead of ${i}`);
    }
    for (const value of [
      12_345,
      12_346,
      99,
      100,
      1_048_575,
      999_999_999,
      1_000_000_000,
      8,
      10,
      2 ** 53 - 1,
    ]) {
      counter.moveTo(value);
      expect([text(), counter.value]).toEqual([`7\t42\t${value}`, value]);
    }
  });

  it('are written with all their digits', () => {
    const out = Buffer.alloc(40);
    for (const value of [
      0,
      9,
      10,
      99_999,
      100_000,
      999_999_999,
      1_000_000_000,
      1_234_567_890_123,
      2 ** 53 - 1,
    ]) {
      expect(out.toString('latin1', 0, writeInteger(value, out, 0))).toBe(String(value));
    }
  });

  it('are the same days as the calendar has, from 1900 to 2199', () => {
    const moment = { ymd: 0, seconds: 0 };
    const out = Buffer.alloc(40);
    for (let serial = 61; serial < 109_575; serial++) {
      readSerial(serial + 0.25, false, moment);
      const expected = new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10);
      expect(out.toString('latin1', 0, writeDateTime(moment.ymd, moment.seconds, out, 0))).toBe(
        `${expected} 06:00:00`,
      );
    }
  });
});

describe('sets that must not grow with the file', () => {
  it('count distinct numbers, leading zeros and all lengths apart', () => {
    const set = new LineaSet();
    const random = randomFrom(10);
    const expected = new Set<string>();
    for (let i = 0; i < 50_000; i++) {
      const text = String(Math.floor(random() * 30_000)).padStart(1 + Math.floor(random() * 18), '0');
      expected.add(text);
      set.add(Buffer.from(text), text.length);
    }
    expect(set.size).toBe(expected.size);
  });

  it('remember answers by bytes, and stop at their limit', () => {
    const memo = new ByteMemo();
    for (let i = 0; i < 10_000; i++) {
      const bytes = Buffer.from(`concepto ${i}`);
      memo.add(bytes, 0, bytes.length, i);
    }
    const [early, late] = [Buffer.from('concepto 77'), Buffer.from('concepto 9999')];
    expect(memo.find(early, 0, early.length)).toBe(77);
    expect(memo.find(late, 0, late.length)).toBe(UNKNOWN);
  });

  it('remember shared strings by their index without mixing two of them up', () => {
    const memo = new ByteMemo();
    const [a, b] = [Buffer.from('RENTA'), Buffer.from('DATOS')];
    memo.add(a, 0, 5, 1);
    memo.add(b, 0, 5, 2);
    const sameSlot = 1_024;
    for (let i = 0; i < 3; i++) {
      expect(memo.find(a, 0, 5, 3)).toBe(1);
      expect(memo.find(b, 0, 5, 3 + sameSlot)).toBe(2);
    }
  });
});

describe('the hash of a row', () => {
  const hash = new RowHash();
  const keys = ['a', 'b', 'c'].map((name) => columnKey(name, 0));
  const of = (cells: readonly (readonly [number, string])[]): string => {
    hash.startRow();
    for (const [column, text] of cells) {
      hash.startCell();
      hash.addText(text);
      hash.endCell(keys[column] ?? new Int32Array(4));
    }
    return Buffer.from(hash.endRow().buffer).toString('hex');
  };

  it('does not depend on the order of the cells', () => {
    const cells = [
      [0, 'x'],
      [1, 'y'],
      [2, 'z'],
    ] as const;
    expect(of(cells)).toBe(of(cells.toReversed()));
  });

  it('depends on which text stands in which column', () => {
    expect(
      of([
        [0, 'x'],
        [1, 'y'],
      ]),
    ).not.toBe(
      of([
        [0, 'y'],
        [1, 'x'],
      ]),
    );
    expect(of([[0, 'x']])).not.toBe(of([[1, 'x']]));
  });

  it('is another one for each of many rows that differ little, in every 32 bits of it', () => {
    const seen = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
    let rows = 0;
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 40; j++) {
        for (let k = 0; k < 25; k++) {
          const hex = of([
            [0, `${i}.00`],
            [1, `${j}.00`],
            [2, `${k}`],
          ]);
          seen.forEach((set, lane) => void set.add(hex.slice(lane * 8, lane * 8 + 8)));
          rows++;
        }
      }
    }
    // 40,000 of 2^32: fewer than one collision is to be expected in each lane.
    for (const set of seen) expect(set.size).toBeGreaterThan(rows - 5);
  });
});
