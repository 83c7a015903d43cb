import { describe, expect, it } from 'vitest';
import { listOrder } from '../../../client/list-order.ts';
import type { ListEntry } from './list-entry.ts';
import { type LiveList, withChange, withPage } from './live-list.ts';

function entry(number: number, more: Partial<ListEntry> = {}): ListEntry {
  return {
    id: `i${number}`,
    number,
    estado: 'PENDIENTE',
    phase: 'QUEUED',
    startedAt: null,
    programacion: { at: null },
    progress: { queuePosition: null },
    ...more,
  };
}

const numbers = ({ entries }: LiveList) => entries.map(({ number }) => number);
const queue = listOrder('PENDIENTE_Y_EN_PROCESO');
const newest = listOrder('FINALIZADO');

describe('a live list', () => {
  it('puts a page behind what is there, and a row that moved meanwhile only once', () => {
    const list = withPage(
      { entries: [entry(9), entry(8)], next: 'a' },
      { entries: [entry(8), entry(7)], next: undefined },
    );
    expect(numbers(list)).toEqual([9, 8, 7]);
    expect(list.next).toBeUndefined();
  });

  it('takes a new row in at its place', () => {
    const list = { entries: [entry(9), entry(5)], next: undefined };
    expect(numbers(withChange(list, newest, entry(7), true))).toEqual([9, 7, 5]);
    expect(numbers(withChange(list, newest, entry(10), true))).toEqual([10, 9, 5]);
    expect(numbers(withChange(list, newest, entry(1), true))).toEqual([9, 5, 1]);
  });

  it('leaves a row to the page that it will come with', () => {
    const list = { entries: [entry(9), entry(5)], next: 'more' };
    expect(withChange(list, newest, entry(1), true)).toBe(list);
    const moved = withChange(
      { entries: [entry(1, { startedAt: 'a', estado: 'EN_PROCESO' }), entry(2)], next: 'more' },
      queue,
      entry(1, { phase: 'AWAITING_FILE' }),
      true,
    );
    expect(numbers(moved)).toEqual([2]);
  });

  it('drops what matches no more, and is the same object where nothing moves', () => {
    const list = { entries: [entry(9), entry(5)], next: undefined };
    expect(numbers(withChange(list, newest, entry(9), false))).toEqual([5]);
    expect(withChange(list, newest, entry(3), false)).toBe(list);
    expect(withChange(list, newest, entry(9, { estado: 'FINALIZADO' }), true)).toBe(list);
  });

  it('moves a row that was claimed in front of those that wait', () => {
    const list = {
      entries: [entry(1, { progress: { queuePosition: 1 } }), entry(2, { progress: { queuePosition: 2 } })],
      next: undefined,
    };
    const claimed = entry(2, {
      estado: 'EN_PROCESO',
      phase: 'READING',
      startedAt: '2026-10-01T00:00:00.000Z',
    });
    expect(numbers(withChange(list, queue, claimed, true))).toEqual([2, 1]);
  });

  it('lists the queue as the API does: running, queued by turn, scheduled by date, ready, without a file', () => {
    const rows = [
      entry(1, { phase: 'AWAITING_FILE' }),
      entry(2, { phase: 'READY' }),
      entry(3, { phase: 'SCHEDULED', programacion: { at: '2026-11-02T00:00:00.000Z' } }),
      entry(4, { phase: 'SCHEDULED', programacion: { at: '2026-11-01T00:00:00.000Z' } }),
      entry(5, { progress: { queuePosition: 2 } }),
      entry(6, { progress: { queuePosition: 1 } }),
      entry(7, { estado: 'EN_PROCESO', phase: 'READING', startedAt: '2026-10-01T00:00:00.000Z' }),
    ];
    expect(rows.toSorted(queue).map(({ number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });
});
