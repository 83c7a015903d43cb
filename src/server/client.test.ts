import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { bearerToken, clientOf, languageOf } from './client.ts';
import { isAllowedOrigin } from './origins.ts';

const request = (headers: IncomingMessage['headers']) =>
  Object.assign(new EventEmitter(), {
    headers,
    socket: { remoteAddress: '10.0.0.9' },
  }) as unknown as IncomingMessage;
const about = {
  log: pino({ level: 'silent' }),
  transport: 'HTTP',
  gone: new AbortController().signal,
} as const;
const addressOf = (headers: IncomingMessage['headers'], trustProxy: boolean) =>
  clientOf(request(headers), { trustProxy, publicUrl: undefined }, about).address;

describe('the language', () => {
  it.each([
    [undefined, 'es'],
    ['', 'es'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['es-PE,es;q=0.9,en;q=0.8', 'es'],
    ['en;q=0.8,es;q=0.9', 'es'],
    ['fr', 'es'],
    ['fr,en;q=0.3', 'en'],
    ['en;q=0', 'es'],
    ['*', 'es'],
  ])('of Accept-Language %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('the address', () => {
  it("is the socket's, whatever a client claims", () => {
    expect(addressOf({ 'x-forwarded-for': '1.2.3.4' }, false)).toBe('10.0.0.9');
  });
  it('behind a proxy is the entry that the proxy has added', () => {
    expect(addressOf({ 'x-forwarded-for': '6.6.6.6, 1.2.3.4' }, true)).toBe('1.2.3.4');
    expect(addressOf({}, true)).toBe('10.0.0.9');
  });
});

describe('the token', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  a.b-c_d', 'a.b-c_d'],
    ['Basic abc', undefined],
    ['Bearer a b', undefined],
    ['Bearer ', undefined],
    [['Bearer abc'], undefined],
  ])('of %j is %s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

describe('the request id', () => {
  it('is the one given, where it is harmless', () => {
    const id = (given: string) =>
      clientOf(request({ 'x-request-id': given }), { trustProxy: false, publicUrl: undefined }, about)
        .requestId;
    expect(id('abcd-1234')).toBe('abcd-1234');
    expect(id('a\nb: injected')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('an origin', () => {
  const settings = { corsOrigins: ['https://panel.example'], trustProxy: false };
  it.each([
    [undefined, true],
    ['https://panel.example', true],
    ['http://api.example:4000', true],
    ['https://evil.example', false],
    ['https://panel.example.evil', false],
    ['null', false],
  ])('%s may call: %s', (origin, allowed) => {
    const headers = { host: 'api.example:4000', ...(origin !== undefined && { origin }) };
    expect(isAllowedOrigin({ headers }, settings)).toBe(allowed);
  });
});

describe('the public address', () => {
  const urlOf = (headers: IncomingMessage['headers'], trustProxy: boolean, publicUrl?: string) =>
    clientOf(request(headers), { trustProxy, publicUrl }, about).publicUrl;
  const forwarded = {
    host: 'inner:4000',
    'x-forwarded-host': 'evil.example, facturas.example',
    'x-forwarded-proto': 'https',
  };

  it('is the one that the request names', () => {
    expect(urlOf({ host: 'localhost:4000' }, false)).toBe('http://localhost:4000');
    expect(urlOf({ host: '[::1]:4000' }, false)).toBe('http://[::1]:4000');
  });

  it('is what a trusted proxy tells, and nobody else', () => {
    expect(urlOf(forwarded, true)).toBe('https://facturas.example');
    expect(urlOf(forwarded, false)).toBe('http://inner:4000');
  });

  it('is what the settings say', () => {
    expect(urlOf(forwarded, true, 'https://a.example/importador')).toBe('https://a.example/importador');
  });

  it.each(['a b', 'user@host', 'x/y', '"><script>', ''])('is never made of %j', (host) => {
    expect(urlOf({ host }, false)).toBe('http://127.0.0.1');
  });
});
