import { describe, expect, it } from 'vitest';
import { watchThreads } from '../../../test/watch-threads.ts';
import type { Page } from '../read-pages.ts';
import { writeInThread } from './write-in-thread.ts';

const TASK = { format: 'parquet', name: 'charges', columns: [{ name: 'text', type: 'TEXT' }] } as const;
const GONE = new Error('nobody wants it any more');

async function* pages(): AsyncGenerator<Page, void, void> {
  yield { content: '["a"],', rows: 1, place: { number: 1, n: 1 } };
}

async function written(signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const chunk of writeInThread(pages(), TASK, signal)) bytes += chunk.length;
  return bytes;
}

describe('a file that a thread makes', () => {
  it('ends its thread with it', async () => {
    using threads = watchThreads();
    expect(await written(new AbortController().signal)).toBeGreaterThan(0);
    await expect.poll(() => [threads.begun, threads.running]).toEqual([1, 0]);
  });

  it('leaves no thread where the signal is aborted already', async () => {
    using threads = watchThreads();
    await expect(written(AbortSignal.abort(GONE))).rejects.toThrow();
    await expect.poll(() => [threads.begun, threads.running]).toEqual([1, 0]);
  });
});
