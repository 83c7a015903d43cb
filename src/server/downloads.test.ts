import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type DownloadGrant, downloadTokens } from '../access/download-token.ts';
import type { DownloadFile } from '../domain/download.ts';
import { CapacityError, FileError, ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { downloadOf } from '../graphql/download.ts';
import { DOWNLOADS_PATH, downloadLink } from './download-link.ts';
import { type OpenDownload, sendDownload } from './downloads.ts';

const tokens = downloadTokens(randomBytes(32));
const thing = { kind: 'SAMPLE_FILE', empresaId: 7, id: 12 } as const;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Serving {
  readonly url: string;
  readonly grants: DownloadGrant[];
  /** What went wrong in answering. */
  readonly failures: unknown[];
}

async function serve(open: OpenDownload): Promise<Serving> {
  const grants: DownloadGrant[] = [];
  const failures: unknown[] = [];
  const kinds = {
    SAMPLE_FILE: (grant: DownloadGrant, signal: AbortSignal) => {
      grants.push(grant);
      return open(grant, signal);
    },
  };
  server = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const token = (request.url ?? '').slice(DOWNLOADS_PATH.length);
    const client = { gone: gone.signal, language: 'en' } as const;
    sendDownload({ tokens, open: kinds }, { method: request.method, token }, response, client).catch(
      (error: unknown) => {
        failures.push(error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, grants, failures };
}

const linkAt = (publicUrl: string) => downloadLink(tokens, { publicUrl, language: 'es' }, thing);

const file = (content: AsyncIterable<Uint8Array>): DownloadFile => ({
  name: 'Línea 1.csv',
  contentType: 'text/csv',
  content,
});

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('a download', () => {
  it('is had by its address alone, under its name, in the language in which it was asked for', async () => {
    const { url, grants } = await serve(async () => file(chunksOf('a;', 'b')));
    const download = downloadOf({ download: () => linkAt(url) }, thing, { name: 'Línea 1.csv' });
    const response = await fetch(download.url);
    expect([response.status, await response.text()]).toEqual([200, 'a;b']);
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="L_nea 1.csv"; filename*=UTF-8''L%C3%ADnea%201.csv`,
    );
    expect(grants).toEqual([{ ...thing, language: 'es', expiresAt: download.expiresAt }]);
    expect(download).toMatchObject({ name: 'Línea 1.csv', bytes: null });
  });

  it('of nothing is an empty file', async () => {
    const { url } = await serve(async () => file(chunksOf()));
    const response = await fetch(linkAt(url).url);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each([
    ['has no room now', new CapacityError(message('Hay cola', 'There is a queue'), 7), 503, 'CAPACITY', '7'],
    [
      'has lost the file',
      new FileError('FILE_PURGED', message('No está', 'Gone'), { detectedFormat: 'CSV' }),
      410,
      'GONE',
      null,
    ],
    [
      'finds the file gone',
      new ImportFailedError('FILE_LOST', message('No está', 'Gone')),
      410,
      'GONE',
      null,
    ],
    [
      'cannot read the file',
      new ImportFailedError('BROKEN_CONTENT', message('Dañado', 'Broken')),
      422,
      'BROKEN_CONTENT',
      null,
    ],
  ] as const)(
    'says why where the server %s, also once it has begun to make it',
    async (_what, error, status, code, after) => {
      const failing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
      for (const open of [() => Promise.reject(error), async () => file(failing)]) {
        const { url, failures } = await serve(open);
        const response = await fetch(linkAt(url).url);
        expect([response.status, response.headers.get('retry-after'), failures]).toEqual([status, after, []]);
        expect(await response.json()).toEqual({ code, message: error.text.es });
        server?.close();
      }
    },
  );

  it('takes GET only', async () => {
    const { url, grants } = await serve(async () => file(chunksOf('a')));
    const response = await fetch(linkAt(url).url, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    expect(grants).toEqual([]);
  });

  it('is not there for a token that is no token', async () => {
    const { url, grants } = await serve(async () => file(chunksOf('a')));
    for (const token of ['', 'x', `${linkAt('').url.slice(DOWNLOADS_PATH.length)}x`]) {
      const response = await fetch(`${url}${DOWNLOADS_PATH}${token}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('no such download'),
      });
    }
    expect(grants).toEqual([]);
  });

  it('is not there for a kind that this server does not make', async () => {
    const { url } = await serve(async () => file(chunksOf('a')));
    const client = { publicUrl: url, language: 'es' } as const;
    expect((await fetch(downloadLink(tokens, client, { ...thing, kind: 'REJECTED_ROWS' }).url)).status).toBe(
      404,
    );
  });

  it('is gone once it has expired, and where the thing is gone', async () => {
    const { url, grants } = await serve(async () => undefined);
    const expired = tokens.sign({ ...thing, language: 'es', expiresAt: new Date(Date.now() - 1) });
    const late = await fetch(`${url}${DOWNLOADS_PATH}${expired}`);
    expect([late.status, await late.json()]).toMatchObject([410, { code: 'EXPIRED' }]);
    expect(grants).toEqual([]);
    const removed = await fetch(linkAt(url).url);
    expect([removed.status, await removed.json()]).toMatchObject([
      410,
      { code: 'GONE', message: expect.stringContaining('ya no') },
    ]);
  });

  it('that cannot be made is a failure, not an empty file', async () => {
    const broken = new Error('the disk is gone');
    const { url, failures } = await serve(async () => file(failing(broken)));
    expect((await fetch(linkAt(url).url)).status).toBe(500);
    expect(failures).toEqual([broken]);
  });

  it('that breaks in the middle breaks the connection', async () => {
    const broken = new Error('the disk is gone');
    const { url, failures } = await serve(async () => file(failing(broken, Buffer.from('half'))));
    await expect(fetch(linkAt(url).url).then((response) => response.text())).rejects.toThrow();
    expect(failures).toEqual([broken]);
  });

  it('is made no faster than it is taken, and no further once the client has left', async () => {
    let made = 0;
    let ended = (): void => {};
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const { url, failures } = await serve(async (_grant, signal) => file(endless(signal)));
    async function* endless(signal: AbortSignal): AsyncGenerator<Uint8Array> {
      try {
        for (; !signal.aborted; made++) yield new Uint8Array(1_000_000);
      } finally {
        ended();
      }
    }
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${new URL(linkAt(url).url).pathname} HTTP/1.1\r\nhost: x\r\n\r\n`);
    await once(socket, 'readable');
    let before = -1;
    while (before !== made) {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(made).toBeLessThan(50);
    socket.destroy();
    await end;
    expect(failures).toEqual([]);
  });
});

async function* failing(error: Error, ...first: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* first;
  throw error;
}
