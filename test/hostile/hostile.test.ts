import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryFolder } from '../../src/formats/temporary-file.test-data.ts';
import { threadUrl } from '../bundled-threads.ts';
import { HONEST_FILES } from './honest-files.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { MAX_CPU_MS, MAX_RSS_MIB, measureReading } from './measure-reading.ts';

const program = fileURLToPath(threadUrl(import.meta.url, 'read-in-process'));
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** `npm run hostile` has all of them; those left out here take seconds to be made, not to be read. */
const QUICK = HOSTILE_FILES.filter(({ quick }) => quick);

describe('a hostile file costs no more than a second of CPU and 64 MiB', () => {
  it.each(QUICK)('$name: $outcome', async (file) => {
    const path = folder.path('hostile');
    await file.write(path);
    const { outcome, said, cpuMs, rssMib } = await measureReading(path, [program]);
    expect(outcome).toBe(file.outcome);
    expect(said).toContain(file.says ?? '');
    expect(cpuMs).toBeLessThanOrEqual(MAX_CPU_MS);
    expect(rssMib).toBeLessThanOrEqual(MAX_RSS_MIB);
  });
});

describe('what only looks hostile is read', () => {
  it.each(HONEST_FILES)('$name', async ({ write, rows }) => {
    const path = folder.path('honest');
    await write(path);
    const measured = await measureReading(path, [program]);
    expect(measured).toMatchObject({ outcome: 'READ', rows });
    expect(measured.rssMib).toBeLessThanOrEqual(MAX_RSS_MIB);
  });
});
