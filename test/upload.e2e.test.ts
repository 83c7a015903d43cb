import { once } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, ApiClient, GraphQLAnswer } from './api-client.ts';
import { sampleFile } from './sample-files.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-pe-detalle' };
const MAX_BYTES = 2_000_000;
const BOUNDARY = '----limite';
const MAP = '{ "0": ["variables.input.file"] }';

let app: TestApp;
let client: ApiClient;
let id: string;
let month = 0;
beforeAll(async () => {
  app = await startApp({ maxUploadBytes: MAX_BYTES });
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  month += 1;
  const periodo = `20${10 + month}-01`;
  id = (await client.schedule({ ...WORDS, periodo })).import?.id ?? '';
});

const filesFolder = () => join(app.dataDir, 'files');
const operations = () =>
  JSON.stringify({
    query: `mutation ($input: UploadBillingFileInput!) { uploadBillingFile(input: $input) {
      __typename ... on Problem { code message } ... on FileProblem { maxBytes } } }`,
    variables: { input: { id, file: null } },
  });
const part = (name: string, content: string | Uint8Array, filename?: string): Buffer =>
  Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename ? `; filename="${filename}"` : ''}\r\n\r\n`,
    ),
    typeof content === 'string' ? Buffer.from(content) : content,
    Buffer.from('\r\n'),
  ]);
const END = Buffer.from(`--${BOUNDARY}--\r\n`);

async function send(...parts: Buffer[]) {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.token}`,
      'x-graphql-yoga-csrf': '1',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
    body: Buffer.concat(parts),
  });
  const answer = (await response.json()) as GraphQLAnswer<{ uploadBillingFile: Answer }>;
  return { status: response.status, problem: answer.data?.uploadBillingFile, errors: answer.errors };
}

/** All but the name of the place. */
async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== '.place');
}

/** Waits for the change that empties the folder. */
async function emptied(folder: string): Promise<void> {
  const watcher: FSWatcher = watch(folder);
  try {
    while ((await filesIn(folder)).length > 0) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

/** No byte on the disk, no row and no event: the import is as it was, and takes a file. */
async function expectNothingLeft() {
  await emptied(filesFolder());
  const { import: now } = await client.query<{ import: unknown }>(
    'query ($id: ID!) { import(id: $id) { estado phase file { name } events { nodes { kind } } } }',
    { id },
  );
  expect(now).toEqual({
    estado: 'PENDIENTE',
    phase: 'AWAITING_FILE',
    file: null,
    events: { nodes: [{ kind: 'CREATED' }] },
  });
}

describe('a form that does not do is refused, and leaves nothing behind', () => {
  const file = () => part('0', sampleFile('claro-pe-detalle.xlsx'), 'detalle.xlsx');
  it.each<[string, () => Buffer[]]>([
    ['map before operations', () => [part('map', MAP), part('operations', operations()), file(), END]],
    ['the file before map', () => [part('operations', operations()), file(), part('map', MAP), END]],
    ['no map', () => [part('operations', operations()), file(), END]],
    [
      'two files',
      () => [
        part('operations', operations()),
        part('map', '{ "0": ["variables.input.file"], "1": ["variables.input.other"] }'),
        file(),
        part('1', 'x', 'x.csv'),
        END,
      ],
    ],
    [
      'a map that leads to nothing',
      () => [
        part('operations', operations()),
        part('map', '{ "0": ["variables.nothing.here"] }'),
        file(),
        END,
      ],
    ],
    [
      'a map into a prototype',
      () => [
        part('operations', operations()),
        part('map', '{ "0": ["variables.input.__proto__.file"] }'),
        file(),
        END,
      ],
    ],
    ['no file', () => [part('operations', operations()), part('map', MAP), END]],
    [
      'an end in the middle of the file',
      () => [part('operations', operations()), part('map', MAP), file().subarray(0, 3_000)],
    ],
  ])('%s', async (_what, parts) => {
    const { status, problem, errors } = await send(...parts());
    expect(problem ?? undefined).toBeUndefined();
    expect(status).toBeLessThan(500);
    expect(errors).toHaveLength(1);
    expect(['BAD_REQUEST', 'BAD_USER_INPUT', 'PAYLOAD_TOO_LARGE']).toContain(errors?.[0]?.extensions?.code);
    await expectNothingLeft();
  });

  it('a file of too many bytes, with the limit', async () => {
    const { problem } = await send(
      part('operations', operations()),
      part('map', MAP),
      part('0', Buffer.alloc(MAX_BYTES + 1, 'a'), 'grande.csv'),
      END,
    );
    expect(problem).toMatchObject({
      __typename: 'FileProblem',
      code: 'FILE_TOO_LARGE',
      maxBytes: String(MAX_BYTES),
    });
    await expectNothingLeft();
  });
});

describe('a client that goes in the middle of its file', () => {
  it('leaves no byte and no row, and may send it again', async () => {
    const begun = Buffer.concat([
      part('operations', operations()),
      part('map', MAP),
      part('0', Buffer.alloc(500_000, 'a'), 'detalle.csv').subarray(0, -2),
    ]);
    const watcher = watch(filesFolder());
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${client.token}\r\nx-graphql-yoga-csrf: 1\r\n` +
        `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: 1900000\r\n\r\n`,
    );
    socket.write(begun);
    while ((await filesIn(filesFolder())).length === 0) await once(watcher, 'change');
    watcher.close();
    socket.destroy();
    await expectNothingLeft();
    const again = await client.upload(id, sampleFile('claro-pe-detalle.xlsx'));
    expect(again.__typename).toBe('ImportPayload');
    await client.follow(id);
    expect(await client.import(id)).toMatchObject({ estado: 'FINALIZADO' });
  });
});
