import type { Answer, ApiClient } from '../../api-client.ts';
import type { Fault } from '../fault.ts';
import { importIdOf } from '../lab/expected.ts';
import { must } from '../lab/missed-error.ts';
import type { Lab } from '../lab/open-lab.ts';
import { rawQuery, rawUpload } from '../lab/raw-request.ts';
import { until } from '../lab/until.ts';

const TIMES = 20;
const ROWS = 3_000;

/** The same mutation many times at once; an answer that never reaches its client. */
export const repeatedMutation: Fault = {
  number: 6,
  name: 'repeated-mutation',
  title: `the same mutation ${TIMES} times in parallel; the answer lost after the commit`,
  quick: true,
  async run(lab) {
    const server = await lab.start();
    const client = await lab.login(server);
    const door = () => ({ graphqlUrl: server.graphqlUrl, token: client.token });
    const file = await lab.file({ rows: ROWS, seed: 1, account: 'R1-' });
    const words = { plantilla: file.plantilla, periodo: file.periodo, idempotencyKey: 'veinte veces' };
    const id = await sameId('scheduleImport', () => client.schedule(words));
    lab.expect(id, file);
    const follower = lab.follow(id, door);
    const bytes = await file.bytes();
    await sameId('uploadBillingFile', () => client.upload(id, bytes, { name: file.name, start: false }), id);
    await sameId('startImport', () => client.start(id), id);
    await follower.settled;
    await sameId('revertImport', () => client.revert(id, 'veinte veces'), id);
    lab.expect(id, file, 'REVERTED');
    const retryId = await sameId('retryImport', () => client.retry(id));
    lab.expect(retryId, file);
    await lab.follow(retryId, door).settled;
    const doomed = await lab.schedule(client, file);
    await sameId('deleteImport', () => client.delete(doomed), doomed);
    lab.expect(doomed, undefined, 'ELIMINADO');
    await canceledOnce(lab, client, door);
    await answersLost(lab, client, door());
    await client.close();
    return { mutations: 7, 'of each': TIMES, 'answers lost': 2 };
  },
};

/** All answer with the import, and it is the same one. */
async function sameId(what: string, ask: () => Promise<Answer>, expected?: string): Promise<string> {
  const answers = await Promise.all(Array.from({ length: TIMES }, ask));
  const refused = answers.find((answer) => answer.import === undefined);
  must(refused === undefined, `${what}, ${TIMES} times: ${JSON.stringify(refused)}`);
  const ids = new Set(answers.map((answer) => answer.import?.id ?? ''));
  const [id = ''] = ids;
  must(
    ids.size === 1 && id === (expected ?? id),
    `${what}, ${TIMES} times, gave ${[...ids].map(importIdOf)}`,
  );
  return id;
}

async function canceledOnce(lab: Lab, client: ApiClient, door: () => { graphqlUrl: string; token: string }) {
  await lab.trouble('all', { slowMs: 300 });
  const file = await lab.file({ rows: ROWS * 5, seed: 2, account: 'R2-' });
  const id = await lab.schedule(client, file);
  const follower = lab.follow(id, door);
  await client.upload(id, await file.bytes(), { name: file.name });
  lab.expect(id, file, 'CANCELED');
  await follower.next(({ kind }) => kind === 'STARTED');
  await sameId('cancelImport', () => client.cancel(id), id);
  await follower.settled;
  await lab.trouble('all', undefined);
}

const SCHEDULE = `mutation ($input: ScheduleImportInput!) { scheduleImport(input: $input) { __typename ... on ImportPayload { import { id } } } }`;

/** The client sends, the server commits, the connection is gone before the answer; the client sends again. */
async function answersLost(lab: Lab, client: ApiClient, door: { graphqlUrl: string; token: string }) {
  const file = await lab.file({ rows: ROWS, seed: 3, account: 'R3-' });
  const key = 'respuesta perdida';
  const input = { ...(await idsOf(client, file.plantilla)), periodo: file.periodo, idempotencyKey: key };
  const request = await rawQuery(door, SCHEDULE, { input });
  await request.sendTo(request.bytes);
  const [made] = await until('the import is committed', async () => {
    const rows = await lab.place.query<{ id: number }>(
      'SELECT import_id AS id FROM idempotency_keys WHERE key = $1',
      [key],
    );
    return rows.length > 0 && rows;
  });
  request.vanish();
  const words = { plantilla: file.plantilla, periodo: file.periodo, idempotencyKey: key };
  const again = await client.schedule(words);
  const id = again.import?.id ?? '';
  must(
    importIdOf(id) === made?.id,
    `scheduled again after a lost answer: ${importIdOf(id)}, not ${made?.id}`,
  );
  const upload = await rawUpload(door, id, file);
  await upload.sendTo(upload.bytes);
  await until('the file is attached', async () => (await client.import(id)).file !== null);
  upload.vanish();
  const answer = await client.upload(id, await file.bytes(), { name: file.name });
  lab.expect(id, file);
  must(answer.import?.id === id, `uploaded again after a lost answer: ${JSON.stringify(answer)}`);
  await lab.follow(id, () => door).settled;
}

async function idsOf(client: ApiClient, plantilla: string) {
  const { operadores } = await client.query<{
    operadores: { id: string; plantillas: { id: string; code: string; tiposArchivo: { id: string }[] }[] }[];
  }>('{ operadores { id plantillas { id code tiposArchivo { id } } } }');
  for (const operador of operadores) {
    const found = operador.plantillas.find(({ code }) => code === plantilla);
    if (found)
      return { operadorId: operador.id, plantillaId: found.id, tipoArchivoId: found.tiposArchivo[0]?.id };
  }
  throw new Error(`no plantilla ${plantilla}`);
}
