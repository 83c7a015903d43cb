import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

export const VISOR_PATH = '/visor';

/** The page of client-examples/visor as it was built. */
export interface VisorPage {
  /** Answers a request below VISOR_PATH. */
  send(request: IncomingMessage, response: ServerResponse): void;
}

interface PageFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** By the name of their content-encoding, the smallest first. */
  readonly packed: readonly (readonly [encoding: string, content: Buffer])[];
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Nothing from elsewhere, nothing inline: the page holds a session. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** The build names these files by what is in them. */
const HASHED = /^assets\//;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Asked for each time, so that a new version is seen at once; the ETag spares the bytes. */
const ASK_AGAIN = 'no-cache';

/** Reads the built page into memory; undefined where nobody has built it. Only what is in the folder can be asked for. */
export async function readVisorPage(folder: string): Promise<VisorPage | undefined> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type) files.set(name.replaceAll('\\', '/'), await readPageFile(join(folder, name), type));
  }
  if (!files.has('index.html')) return undefined;
  return { send: (request, response) => send(files, request, response) };
}

async function readPageFile(path: string, type: string): Promise<PageFile> {
  const plain = await readFile(path);
  const packed: [string, Buffer][] = [];
  for (const [encoding, suffix] of ENCODINGS) {
    const content = await readFile(`${path}${suffix}`).catch(() => undefined);
    if (content) packed.push([encoding, content]);
  }
  const digest = createHash('sha256').update(plain).digest('base64url');
  return { type, plain, packed, etag: `"${digest.slice(0, 22)}"` };
}

function send(
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [path = '', query] = (request.url ?? '').split('?');
  // The page's own links are relative to its folder.
  if (path === VISOR_PATH) {
    response.writeHead(308, { location: `visor/${query ? `?${query}` : ''}` }).end();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const name = path.slice(VISOR_PATH.length + 1) || 'index.html';
  const file = files.get(name);
  if (!file) {
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      .end(`not found; the Visor is at ${VISOR_PATH}/`);
    return;
  }
  response.setHeader('etag', file.etag);
  response.setHeader('vary', 'Accept-Encoding');
  response.setHeader('cache-control', HASHED.test(name) ? FOR_EVER : ASK_AGAIN);
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  sendContent(file, request, response);
}

function sendContent(file: PageFile, { method, headers }: IncomingMessage, response: ServerResponse): void {
  const accepted = String(headers['accept-encoding'] ?? '');
  const [encoding, content] = file.packed.find(([name]) => new RegExp(`\\b${name}\\b`).test(accepted)) ?? [
    undefined,
    file.plain,
  ];
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': content.length,
    ...(encoding ? { 'content-encoding': encoding } : {}),
  });
  response.end(method === 'HEAD' ? undefined : content);
}
