import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { GraphQLError } from 'graphql';
import { Upload } from 'graphql-upload-minimal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/random.ts';
import { ImportadorError } from '../domain/errors.ts';
import { uploadedFile } from '../graphql/uploaded-file.ts';
import { readMultipart } from './upload.ts';

const MAX = 200_000;
const IDLE_MS = 300;

interface Seen {
  readonly outcome: 'file' | 'no file' | 'refused' | 'broken';
  readonly bytes?: number;
  readonly sha256?: string;
  readonly code?: unknown;
}

let server: Server;
let port: number;
/** How each request ended on the server's side, as they end. */
let seen: Seen[];
let onSeen: () => void;

beforeEach(async () => {
  seen = [];
  onSeen = () => {};
  server = createServer(async (request, response) => {
    const outcome = await receive();
    seen.push(outcome);
    onSeen();
    const status = outcome.outcome === 'refused' ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(outcome));

    async function receive(): Promise<Seen> {
      try {
        const params = await readMultipart(request, response, { maxUploadBytes: MAX, idleMs: IDLE_MS });
        const upload = findUpload(params.variables);
        if (!upload) return { outcome: 'no file' };
        const hash = createHash('sha256');
        let bytes = 0;
        for await (const chunk of (await uploadedFile(upload)).createReadStream()) {
          hash.update(chunk);
          bytes += chunk.length;
        }
        return { outcome: 'file', bytes, sha256: hash.digest('hex') };
      } catch (error) {
        if (error instanceof GraphQLError) return { outcome: 'refused', code: error.extensions['code'] };
        if (error instanceof ImportadorError) return { outcome: 'broken', code: error.code };
        throw error;
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function findUpload(value: unknown): Upload | undefined {
  if (value instanceof Upload) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(findUpload)
    .find((found) => found !== undefined);
}

const OPERATIONS = JSON.stringify({ query: 'mutation', variables: { input: { file: null } } });
/** 'f' and not 0: a key that is a number would come first in an object. */
const MAP = JSON.stringify({ f: ['variables.input.file'] });

async function send(
  form: FormData,
  headers: Record<string, string> = { 'x-graphql-yoga-csrf': '1' },
): Promise<Seen> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: form });
  return (await response.json()) as Seen;
}

function formOf(parts: Record<string, string | Blob>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.set(name, value);
  return form;
}

const fileOf = (size: number) => new File([Buffer.alloc(size, 'ñ')], 'detalle.csv');

describe('an upload', () => {
  it('arrives whole', async () => {
    const answer = await send(formOf({ operations: OPERATIONS, map: MAP, f: fileOf(150_000) }));
    const sha256 = createHash('sha256').update(Buffer.alloc(150_000, 'ñ')).digest('hex');
    expect(answer).toEqual({ outcome: 'file', bytes: 150_000, sha256 });
  });

  it('of exactly the limit arrives whole; one byte more is too large, never cut', async () => {
    expect(await send(formOf({ operations: OPERATIONS, map: MAP, f: fileOf(MAX) }))).toMatchObject({
      bytes: MAX,
    });
    const larger = await send(formOf({ operations: OPERATIONS, map: MAP, f: fileOf(MAX + 1) }));
    expect(larger).toEqual({ outcome: 'broken', code: 'FILE_TOO_LARGE' });
  });

  it('far too large is refused before it is sent, and the client reads why', async () => {
    const answer = await send(formOf({ operations: OPERATIONS, map: MAP, f: fileOf(8_000_000) }));
    expect(answer).toEqual({ outcome: 'broken', code: 'FILE_TOO_LARGE' });
  });

  it('without a header that a foreign page cannot set is refused', async () => {
    const form = () => formOf({ operations: OPERATIONS, map: MAP, f: fileOf(10) });
    expect(await send(form(), {})).toEqual({ outcome: 'refused', code: 'CSRF_HEADER_MISSING' });
    expect(await send(form(), { 'apollo-require-preflight': 'true' })).toMatchObject({ outcome: 'file' });
  });

  it.each([
    ['no operations', { map: MAP, f: 'x' }],
    ['no map', { operations: OPERATIONS }],
    ['a map that is no JSON', { operations: OPERATIONS, map: '{', f: fileOf(1) }],
    ['operations that are no JSON', { operations: '{', map: MAP, f: fileOf(1) }],
    [
      'a batch',
      { operations: `[${OPERATIONS}]`, map: JSON.stringify({ f: ['0.variables.input.file'] }), f: fileOf(1) },
    ],
    [
      'two places for one file',
      { operations: OPERATIONS, map: JSON.stringify({ f: ['variables.a', 'variables.b'] }), f: fileOf(1) },
    ],
    ['a field that is too long', { operations: 'x'.repeat(200_000), map: MAP, f: fileOf(1) }],
  ])('with %s is refused', async (_what, parts) => {
    expect(await send(formOf(parts as unknown as Record<string, string | Blob>))).toMatchObject({
      outcome: 'refused',
    });
  });

  it.each([
    'toString.call',
    'variables.__proto__.polluted',
    'variables.constructor.prototype.polluted',
    'variables.input.toString.polluted',
    'variables.input.hasOwnProperty',
    '__proto__.polluted',
    'query',
    'variables',
  ])('whose map points at %s is refused and changes no object', async (path) => {
    const answer = await send(
      formOf({ operations: OPERATIONS, map: JSON.stringify({ f: [path] }), f: fileOf(1) }),
    );
    expect(answer).toMatchObject({ outcome: 'refused' });
    expect(Object.getOwnPropertyNames({})).toEqual([]);
    expect('polluted' in {}).toBe(false);
    expect(Object.hasOwn(Object.prototype.toString, 'call')).toBe(false);
  });

  it('whose file never comes is refused', async () => {
    expect(await send(formOf({ operations: OPERATIONS, map: MAP }))).toEqual({
      outcome: 'broken',
      code: 'BAD_USER_INPUT',
    });
  });

  it('that breaks off ends in an error, not as a shorter file', async () => {
    const ended = new Promise<void>((resolve) => {
      onSeen = resolve;
    });
    const socket = begin();
    socket.end();
    await ended;
    expect(seen).toEqual([{ outcome: 'broken', code: 'BAD_USER_INPUT' }]);
  });

  it('that stands still is ended', async () => {
    const ended = new Promise<void>((resolve) => {
      onSeen = resolve;
    });
    const socket = begin();
    await ended;
    expect(seen).toEqual([{ outcome: 'broken', code: 'BAD_USER_INPUT' }]);
    socket.destroy();
  });
});

const BOUNDARY = '----limit';

/** Headers, both fields and the beginning of a file of which more is promised. */
function begin() {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const field = (name: string, value: string, extra = '') =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
  const body = `${field('operations', OPERATIONS)}${field('map', MAP)}${field('f', 'abc', '; filename="a.csv"').slice(0, -2)}`;
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nx-graphql-yoga-csrf: 1\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: 100000\r\n\r\n${body}`,
  );
  return socket;
}

describe('any body at all', () => {
  it('gets an answer or a closed connection; the server lives and no object changes', async () => {
    const random = randomFrom(20_261_124);
    for (let round = 0; round < 400; round++) {
      const status = await sendRaw(mutated(random));
      expect(status === undefined || status < 500, `round ${round}: ${status}`).toBe(true);
    }
    expect(Object.getOwnPropertyNames({})).toEqual([]);
    expect(await send(formOf({ operations: OPERATIONS, map: MAP, f: fileOf(5) }))).toMatchObject({
      bytes: 5,
    });
  }, 60_000);
});

const PIECES = [
  `--${BOUNDARY}\r\n`,
  `--${BOUNDARY}--\r\n`,
  `Content-Disposition: form-data; name="operations"\r\n\r\n${OPERATIONS}\r\n`,
  `Content-Disposition: form-data; name="map"\r\n\r\n${MAP}\r\n`,
  'Content-Disposition: form-data; name="map"\r\n\r\n{"f":["__proto__.x"]}\r\n',
  'Content-Disposition: form-data; name="map"\r\n\r\n{"f":"x","__proto__":["variables.a"]}\r\n',
  'Content-Disposition: form-data; name="f"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\nabc\r\n',
  'Content-Disposition: form-data; name="1"; filename="../../b"\r\n\r\n\r\n',
  'Content-Disposition: form-data\r\n\r\n',
  'Content-Type: x\r\n\r\n',
  '\r\n',
  '\0\0',
  'x'.repeat(70_000),
];
const USUAL = [0, 2, 0, 3, 0, 6, 1];

function mutated(random: () => number): Buffer {
  const pieces = USUAL.map((index) => PIECES[index] ?? '');
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * pieces.length);
    const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
    const kind = random();
    if (kind < 0.3) pieces.splice(at, 1);
    else if (kind < 0.6) pieces.splice(at, 0, piece);
    else if (kind < 0.8) pieces[at] = piece;
    else pieces[at] = (pieces[at] ?? '').slice(0, Math.floor(random() * (pieces[at]?.length ?? 0)));
  }
  const body = Buffer.from(pieces.join(''));
  if (random() < 0.3 && body.length > 0)
    body[Math.floor(random() * body.length)] = Math.floor(random() * 256);
  return body;
}

/** The status of the answer; undefined where the connection was closed without one. */
function sendRaw(body: Buffer): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('\r\n')) socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve(status === undefined ? undefined : Number(status));
    });
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-graphql-yoga-csrf: 1\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body);
  });
}
