import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVisorPage } from './visor-page.ts';

const PAGE = '<!doctype html><title>Visor</title>';
let folder: string;
let url: string;
let close: () => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-visor-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets', 'a-1.js'), 'run()');
  await writeFile(join(folder, 'assets', 'a-1.js.gz'), gzipSync('run()'));
  await writeFile(join(folder, '.built'), '');
  const visor = await readVisorPage(folder);
  const server = createServer((request, response) => visor?.send(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => server.close();
});
afterAll(async () => {
  close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers, redirect: 'manual' });

describe('the page at /visor', () => {
  it('is asked for again each time, which costs nothing while it is the same', async () => {
    const first = await get('/visor/');
    expect(await first.text()).toBe(PAGE);
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('/visor/?x=1', { 'if-none-match': etag })).status).toBe(304);
  });

  it('lets nothing in from elsewhere and nothing inline', async () => {
    const policy = (await get('/visor/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('keeps for ever what is named by its content, and sends it packed to who takes that', async () => {
    const packed = await get('/visor/assets/a-1.js', { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('cache-control')).toContain('immutable');
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe('run()');
    const plain = await get('/visor/assets/a-1.js', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe('run()');
  });

  it('leads to its folder without naming a host or a path before it', async () => {
    const answer = await get('/visor?a=b');
    expect([answer.status, answer.headers.get('location')]).toEqual([308, 'visor/?a=b']);
  });

  it.each([
    '/visor/.built',
    '/visor/..%2fpackage.json',
    '/visor/%2e%2e%2fapp.js',
    '/visor/assets',
    '/visor/assets/a-1.js.gz',
  ])('has no %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('answers GET and HEAD only', async () => {
    expect((await fetch(`${url}/visor/`, { method: 'POST' })).status).toBe(405);
    const head = await fetch(`${url}/visor/`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('is not there where nobody has built it', async () => {
    expect(await readVisorPage(join(folder, 'nowhere'))).toBeUndefined();
  });
});
