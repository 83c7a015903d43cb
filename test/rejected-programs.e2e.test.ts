import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reprocess } from './rejected-rows.ts';
import { startApp } from './start-app.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'rejected');
/** With which the marks in the fixtures were made. */
const SECRET = Buffer.alloc(32, 7);

/**
 * detalle.xlsx was imported as the first import of a database with that secret; its file of rejected rows was corrected
 * (F5 = 987654322, H6 = 0.07) and saved by each of these programs.
 */
describe.each(['openpyxl', 'libreoffice'])('a file of rejected rows that %s has saved', (program) => {
  it('comes in like any other: the hidden marks, texts that look like formulas and dates are as they were', async () => {
    await using app = await startApp();
    await app.parts.database.pool.query(
      `INSERT INTO server_secrets (name, secret) VALUES ('rejected rows', $1)`,
      [SECRET],
    );
    const client = await app.login();
    const before = await client.importFile(
      { plantilla: 'claro-pe-detalle', periodo: '2026-09' },
      readFileSync(join(FOLDER, 'detalle.xlsx')),
    );
    expect(before.progress).toMatchObject({ rowsAccepted: 2, rowsRejected: 2 });
    const bytes = readFileSync(join(FOLDER, `${program}.xlsx`));
    const { import: after } = await reprocess(app.graphqlUrl, client, before.id, bytes);
    // 100.10 + 39.90 + 0.07 + 1234.50, and 3.25 − 0.50 + 18 for each line.
    expect(after).toMatchObject({
      outcome: 'SUCCEEDED',
      issueCounts: [],
      progress: { rowsAccepted: 4, rowsRejected: 0 },
      totals: { lineas: 4, charges: 16, total: '1457.57' },
    });
    await client.close();
  });
});
