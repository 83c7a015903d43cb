// npm run hostile: every hostile file, how it is refused, and what that costs.
import { TemporaryFolder } from '../../src/formats/temporary-file.test-data.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { MAX_CPU_MS, MAX_RSS_MIB, measureReading } from './measure-reading.ts';

let bad = 0;
console.log(`${'file'.padEnd(66)} ${'outcome'.padEnd(18)} CPU ms  RSS MiB`);
for (const file of HOSTILE_FILES) {
  using folder = new TemporaryFolder();
  const path = folder.path('hostile');
  await file.write(path);
  const { outcome, said, cpuMs, rssMib } = await measureReading(path);
  const good =
    outcome === file.outcome &&
    said.includes(file.says ?? '') &&
    cpuMs <= MAX_CPU_MS &&
    rssMib <= MAX_RSS_MIB;
  if (!good) bad++;
  const row = `${file.name.padEnd(66)} ${outcome.padEnd(18)} ${String(cpuMs).padStart(6)} ${String(rssMib).padStart(8)}`;
  console.log(good ? row : `${row}  ← expected ${file.outcome} ${file.says ?? ''}; said: ${said}`);
}
console.log(
  `${HOSTILE_FILES.length - bad} of ${HOSTILE_FILES.length} within ${MAX_CPU_MS} ms of CPU and ${MAX_RSS_MIB} MiB`,
);
process.exitCode = bad === 0 ? 0 : 1;
