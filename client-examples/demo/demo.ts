/**
 * `npm run demo [-- rows]`: the guide's six steps against a server of its own, as a plain client of the API. Ends with
 * code 1 where what was imported is not exactly what the file holds.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type GeneratedFile, generateBillingFile } from '../../bench/generate-billing-file.ts';
import { type ApiClient, apiClient } from '../client/api-client.ts';
import { uploadBillingFile } from '../client/upload-billing-file.ts';
import { chooseInCascade } from '../import-file/choose-in-cascade.ts';
import { fetchOutcome, type ImportOutcomeData } from '../import-file/fetch-outcome.ts';
import { progressDisplay } from '../import-file/progress-display.ts';
import { scheduleImport } from '../import-file/schedule-import.ts';
import { watchProgress } from '../import-file/watch-progress.ts';
import { compareOutcome, type ExpectedOutcome } from './compare-outcome.ts';
import { outcomeReport } from './outcome-report.ts';
import { readRows } from './read-rows.ts';
import { startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SEED = 2026;
/** A real file has a few rows that do not do. */
const BAD_EVERY = 5_000;
// A terminal that was closed must not keep the demo from cleaning up.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  await main(readRows(process.argv.slice(2)), interruption());
} catch (error) {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode ??= 1;
}

/** Whatever happens, the server is stopped and the folder removed when this settles. */
async function main(rows: number, interrupted: Promise<never>): Promise<void> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'detalle-de-consumo.xlsx');
  say(`Generating a billing file of ${rows.toLocaleString('en-US')} rows …`);
  const file = await Promise.race([
    generateBillingFile(path, { rows, seed: SEED, badEvery: BAD_EVERY }),
    interrupted,
  ]);

  say('Starting the server on the embedded database …');
  const administrator = { usuario: 'demo', contrasena: randomBytes(18).toString('base64url') };
  await using server = await startServer({ dataDir: join(folder.path, 'data'), ...administrator });
  say(`Ready at ${server.graphqlUrl} after ${server.secondsToReady.toFixed(2)} s`);

  await using client = apiClient({ url: server.graphqlUrl, language: 'en' });
  await Promise.race([client.login(administrator.usuario, administrator.contrasena), interrupted]);
  const outcome = await Promise.race([importFile(client, path, file), interrupted]);

  const measured = { secondsToReady: server.secondsToReady, peakMemory: await server.peakMemory() };
  say(`\n${outcomeReport(outcome, measured)}\n`);
  const differences = compareOutcome(expectedOf(file), outcome);
  for (const difference of differences) say(`  NOT AS GENERATED  ${difference}`);
  if (differences.length > 0) process.exitCode = 1;
  else say('Every figure is exactly what the generator put into the file.');
}

/** Steps 2 to 6 of the guide: choose, Guardar, attach the file, watch it run. */
async function importFile(
  client: ApiClient,
  path: string,
  { plantilla, tipoArchivo, periodo }: GeneratedFile,
): Promise<ImportOutcomeData> {
  const choice = await chooseInCascade(client, {
    operador: 'movistar-mx',
    plantilla,
    periodo,
    tipoArchivo,
    language: 'en',
  });
  const scheduled = await scheduleImport(client, choice, periodo);
  say(
    `Import ${scheduled.number}: ${choice.operador.name} → ${choice.plantilla.name} → ${periodo} → ${choice.tipoArchivo.name}`,
  );
  using display = progressDisplay(process.stdout, 'en');
  await Promise.all([
    watchProgress(client, scheduled.id, display.show),
    uploadBillingFile(client, { importId: scheduled.id, path }),
  ]);
  return fetchOutcome(client, scheduled.id);
}

/** One charge for each good row; the layout has no tax. */
function expectedOf({ rows, badRows, charges, lineas, total }: GeneratedFile): ExpectedOutcome {
  const counts = { rowsRead: rows, rowsAccepted: rows - badRows, rowsRejected: badRows, rowsSkipped: 0 };
  const issues = badRows > 0 ? { INVALID_NUMBER: badRows } : {};
  return { ...counts, charges, lineas, net: total, tax: '0.00', total, issues };
}

/** Rejects on Ctrl-C and the like; the process then ends by itself with the code that shells expect of the signal. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.on(signal, () => {
        process.exitCode = code;
        reject(new Error(`stopped by ${signal}`));
      });
    }
  });
  interrupted.catch(() => {});
  return interrupted;
}
