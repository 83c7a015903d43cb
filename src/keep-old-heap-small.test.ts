import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Prints the most that its heap held while 60,000 objects of two million were in use at a time. */
const PROGRAM = `
  const { keepOldHeapSmall } = await import('./src/keep-old-heap-small.ts');
  if (process.env.KEPT === 'yes') keepOldHeapSmall();
  let recent = [];
  let peak = 0;
  for (let n = 0; n < 2_000_000; n++) {
    recent.push({ n, text: 'x' + n, list: [n] });
    if (recent.length > 60_000) recent = recent.slice(30_000);
    if (n % 20_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
  }
  console.log(peak);
`;

describe('keepOldHeapSmall', () => {
  it('lets the heap of a process that runs grow less than V8 would', { timeout: 60_000 }, () => {
    const [kept, free] = [heapPeak('yes'), heapPeak('no')];
    expect(kept).toBeLessThan(0.85 * free);
  });
});

function heapPeak(kept: string): number {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  return Number(execFileSync(process.execPath, args, { env: { PATH: process.env['PATH'], KEPT: kept } }));
}
