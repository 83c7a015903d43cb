// Reads one file through the upload's check and a real reading thread; prints how it fared as JSON.
import { FileError } from '../../src/domain/errors.ts';
import { parsePeriodo } from '../../src/domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../../src/domain/row.ts';
import { checkBillingFile } from '../../src/formats/check-billing-file.ts';
import { TemporaryFolder } from '../../src/formats/temporary-file.test-data.ts';
import { workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { createReaderPool, type ReaderPool } from '../../src/worker/pool.ts';
import { HEADER_CSV, HEADER_ROW, PLAIN_DEFINITION } from './plain-layout.ts';

const SAMPLE_MS = 3;

type Fared = Pick<import('./measure-reading.ts').Measured, 'outcome' | 'said' | 'rows'>;

async function read(pool: ReaderPool, path: string): Promise<Fared> {
  try {
    const { format } = await checkBillingFile(path);
    const result = await pool.run(
      {
        path,
        format,
        fileName: 'archivo',
        definition: PLAIN_DEFINITION,
        tipoArchivo: 'cargos',
        periodo: parsePeriodo('2026-09'),
        sheet: undefined,
        empresaId: 1,
        importId: 1,
        attempt: 1,
        store: true,
        held: undefined,
        limits: DEFAULT_READ_LIMITS,
      },
      { onMessage: () => {} },
    );
    if (result.kind === 'canceled') throw new Error('Nobody canceled');
    const rows = result.counters.rowsRead;
    if (result.kind === 'done') return { outcome: 'READ', said: '', rows };
    return { outcome: result.failure.code, said: result.failure.message.en, rows };
  } catch (error) {
    if (error instanceof FileError) return { outcome: error.code, said: error.message, rows: 0 };
    throw error;
  }
}

/** The code is loaded and compiled before anything is measured. */
async function warmUp(pool: ReaderPool): Promise<void> {
  using folder = new TemporaryFolder();
  await read(
    pool,
    folder.write(zipOf(workbookParts({ sheet: HEADER_ROW, strings: '<si><t>x</t></si>', formats: ['0'] }))),
  );
  await read(pool, folder.write(`${HEADER_CSV}\n5512345678,RENTA,1\n`));
}

async function measure(path: string): Promise<void> {
  await using pool = createReaderPool({ threads: 1 });
  await warmUp(pool);
  const before = { cpu: process.cpuUsage(), rss: process.memoryUsage.rss(), maxRss: maxRss() };
  let peak = before.rss;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const fared = await read(pool, path);
  const cpu = process.cpuUsage(before.cpu);
  clearInterval(sampler);
  peak = Math.max(peak, process.memoryUsage.rss(), maxRss() > before.maxRss ? maxRss() : 0);
  const cost = {
    cpuMs: Math.round((cpu.user + cpu.system) / 1_000),
    rssMib: Math.round((peak - before.rss) / 2 ** 20),
  };
  process.stdout.write(`${JSON.stringify({ ...fared, ...cost })}\n`);
}

function maxRss(): number {
  return process.resourceUsage().maxRSS * 1024;
}

await measure(process.argv[2] ?? '');
