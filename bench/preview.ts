import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePeriodo } from '../src/domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../src/domain/row.ts';
import { readBuiltInPlantillas } from '../src/plantillas/built-in.ts';
import { previewFile } from '../src/worker/preview-file.ts';
import { generateBillingFile } from './generate-billing-file.ts';

/** 105 MB packed. */
const ROWS = Number(process.argv[2] ?? 2_400_000);
const TIMES = 5;

/** What a preview costs its thread, the first time with cold code, over every built-in plantilla. */
const folder = await mkdtemp(join(tmpdir(), 'importador-bench-'));
try {
  const path = join(folder, 'large.xlsx');
  const { plantilla, tipoArchivo, periodo } = await generateBillingFile(path, { rows: ROWS, seed: 1 });
  const [own, ...others] = readBuiltInPlantillas()
    .sort((a, b) => Number(b.code === plantilla) - Number(a.code === plantilla))
    .map(({ code, definition }) => ({ definition, first: code === plantilla }));
  if (own === undefined) throw new Error('There is no plantilla');
  const { size } = await stat(path);
  console.log(`${ROWS} rows, ${Math.round(size / 1e6)} MB, ${others.length + 1} plantillas`);
  for (let i = 1; i <= TIMES; i++) {
    const started = performance.now();
    const result = previewFile({
      path,
      format: 'XLSX',
      limits: DEFAULT_READ_LIMITS,
      periodo: parsePeriodo(periodo),
      sheet: undefined,
      rows: 20,
      candidates: [own, ...others],
      tipoArchivo,
    });
    if (result.kind !== 'previewed' || result.preview.confidence !== 1)
      throw new Error(JSON.stringify(result));
    console.log(`${i}. ${(performance.now() - started).toFixed(1)} ms`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
