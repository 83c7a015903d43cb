import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { S3Settings } from '../src/storage/s3-settings.ts';

/**
 * What a request gets instead of its answer: an error of S3's, a connection that breaks off, half of an object, or an
 * object that stops coming for a while.
 */
export type S3Fault =
  | { readonly status: number; readonly code: string }
  | 'BREAK'
  | { readonly cutAt: number }
  | S3Pause;

export interface S3Pause {
  readonly pauseAt: number;
  readonly until: Promise<void>;
  onPaused(): void;
  /** Whoever asked has left. */
  onClosed(): void;
}

/** An S3 server with one bucket that can be told to go wrong. */
export interface S3Server extends AsyncDisposable {
  readonly settings: S3Settings;
  /** Asked about each request, as "PUT /bucket/key?uploadId=…"; undefined lets it pass. */
  onRequest: ((request: string) => S3Fault | undefined) | undefined;
  /** The date that every upload of parts was begun at; undefined: when it was. */
  uploadsBegan: Date | undefined;
  /** Every object, and every upload of parts that is still open, by their keys. */
  kept(): Promise<string[]>;
}

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
const REGION = 'us-east-1';

/**
 * A real S3 server behind a front that makes trouble. It is fauxqs in this process, which has everything that we ask for
 * but a list of open uploads: the front keeps that one. TEST_S3_ENDPOINT names another server, which is then asked for
 * all of it.
 */
export async function startS3(): Promise<S3Server> {
  const external = process.env['TEST_S3_ENDPOINT'];
  const inner = external === undefined ? await startFauxqs({ port: 0, logger: false }) : undefined;
  const target = new URL(external ?? `http://127.0.0.1:${inner?.port}`);
  const bucket = `facturas-${randomBytes(6).toString('hex')}`;
  const open = new Map<string, { readonly key: string; readonly began: Date }>();
  const front = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const fault = server.onRequest?.(`${method} ${url}`);
    if (fault === 'BREAK') return void request.socket.destroy();
    if (fault && 'status' in fault) return answerError(response, fault);
    const { pathname, searchParams: query } = new URL(url, target);
    if (inner && method === 'GET' && query.has('uploads'))
      return listOpen(response, query.get('prefix') ?? '');
    const answer = await forward(request, target);
    const uploadId = query.get('uploadId');
    if (uploadId !== null && (method === 'DELETE' || method === 'POST')) open.delete(uploadId);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    if (method === 'POST' && query.has('uploads')) return begin(pathname, answer, response);
    await copy(answer, response, fault);
  }
  async function begin(pathname: string, answer: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const [, id] = /<UploadId>([^<]+)/.exec(text) ?? [];
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    if (id !== undefined) open.set(id, { key, began: new Date() });
    response.end(text);
  }
  function listOpen(response: ServerResponse, prefix: string): void {
    const uploads = [...open]
      .filter(([, { key }]) => key.startsWith(prefix))
      .map(([id, { key, began }]) => {
        const date = (server.uploadsBegan ?? began).toISOString();
        return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${date}</Initiated></Upload>`;
      });
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`,
    );
  }
  const endpoint = `http://127.0.0.1:${await listen(front)}`;
  const client = new S3Client({
    endpoint: target.href,
    region: REGION,
    forcePathStyle: true,
    credentials: CREDENTIALS,
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const server: S3Server = {
    settings: { bucket, prefix: '', region: REGION, endpoint, pathStyle: true, credentials: CREDENTIALS },
    onRequest: undefined,
    uploadsBegan: undefined,
    async kept() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      const keys = [...Contents.map(({ Key = '' }) => Key), ...[...open.values()].map(({ key }) => key)];
      return keys.toSorted();
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await inner?.stop();
    },
  };
  return server;
}

function listen(front: Server): Promise<number> {
  return new Promise((resolve) => {
    front.listen(0, '127.0.0.1', () => resolve((front.address() as AddressInfo).port));
  });
}

function forward(request: IncomingMessage, target: URL): Promise<IncomingMessage> {
  const { method, url, headers } = request;
  const options: RequestOptions = {
    host: target.hostname,
    port: target.port,
    path: url ?? '/',
    headers,
    ...(method === undefined ? {} : { method }),
  };
  return new Promise((resolve, reject) => {
    const upstream = send(options, resolve).once('error', reject);
    request.once('close', () => {
      if (!request.complete) upstream.destroy();
    });
    request.pipe(upstream);
  });
}

async function copy(
  answer: IncomingMessage,
  response: ServerResponse,
  fault?: { readonly cutAt: number } | S3Pause,
): Promise<void> {
  const cutAt = fault && 'cutAt' in fault ? fault.cutAt : Infinity;
  const pause = fault && 'pauseAt' in fault ? fault : undefined;
  if (pause) response.once('close', () => pause.onClosed());
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const rest = chunk.subarray(0, cutAt - bytes);
    const before = bytes;
    bytes += rest.length;
    response.write(rest);
    if (bytes >= cutAt) return void response.socket?.destroySoon();
    if (!pause || before >= pause.pauseAt || bytes < pause.pauseAt) continue;
    pause.onPaused();
    await pause.until;
  }
  response.end();
}

function answerError(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>as the test wants it</Message></Error>`);
}
