import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const ROUNDS = 500;

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

it('ends each of 500 imports either deleted without a charge or processed with the deletion refused', {
  timeout: 600_000,
}, async () => {
  const tally = { ELIMINADO: 0, FINALIZADO: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const periodo = `${1950 + Math.floor(round / 12)}-${String((round % 12) + 1).padStart(2, '0')}`;
    const id = (await client.schedule({ plantilla: 'claro-ar-detalle', periodo })).import?.id ?? '';
    const uploading = client.upload(id, csvOf(round), { name: 'detalle.csv' });
    // From "at once" to "after the answer": the deletion meets the claim at every point of its way.
    if (round % 3 === 0) await uploading;
    else await new Promise((resolve) => setTimeout(resolve, round % 17));
    const deleted = await client.delete(id);
    const uploaded = await uploading;
    if (uploaded.__typename === 'TransitionProblem') expect(deleted.import?.estado).toBe('ELIMINADO');
    await client.follow(id);
    tally[await expectOneWinner(id, deleted.__typename)] += 1;
  }
  expect(tally.ELIMINADO + tally.FINALIZADO).toBe(ROUNDS);
  expect(Math.min(tally.ELIMINADO, tally.FINALIZADO), JSON.stringify(tally)).toBeGreaterThan(0);
});

async function expectOneWinner(id: string, deletion: string): Promise<'ELIMINADO' | 'FINALIZADO'> {
  const now = await client.import(id);
  const importId = Number(Buffer.from(id, 'base64').toString().split(':')[1]);
  const { rows } = await app.parts.database.pool.query(
    'SELECT count(*)::int AS n FROM charges WHERE import_id = $1',
    [importId],
  );
  if (now.estado === 'ELIMINADO') {
    expect(deletion).toBe('ImportPayload');
    expect(rows[0].n).toBe(0);
    return 'ELIMINADO';
  }
  expect(now).toMatchObject({ estado: 'FINALIZADO', outcome: 'SUCCEEDED' });
  expect(deletion).toBe('TransitionProblem');
  expect(rows[0].n).toBe(1);
  return 'FINALIZADO';
}

function csvOf(round: number): Uint8Array {
  const header =
    'CUENTA;NRO COMPROBANTE;FECHA INICIO;FECHA FIN;TELEFONO;ID CONCEPTO;CONCEPTO;CANTIDAD;MONTO NETO;IMPUESTOS;TOTAL';
  return Buffer.from(`${header}\r\nC-${round};F-1;;;1151234567;1;Abono;1;100,00;21,00;121,00\r\n`, 'latin1');
}
