import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ corsOrigins: ['https://panel.example'] });
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
});

describe('the path of downloads', () => {
  it('answers what nobody signed with 404, in both languages, and lets nobody keep it', async () => {
    const url = `${app.url}/downloads/${'a'.repeat(30)}.${'b'.repeat(43)}`;
    const inSpanish = await fetch(url);
    expect([inSpanish.status, inSpanish.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(await inSpanish.json()).toMatchObject({ message: expect.stringContaining('no existe') });
    const inEnglish = await fetch(url, { headers: { 'accept-language': 'en' } });
    expect(await inEnglish.json()).toMatchObject({ message: expect.stringContaining('There is no') });
  });

  it('may be read by the pages that may call the API, its name too', async () => {
    const response = await fetch(`${app.url}/downloads/x`, { headers: { origin: 'https://panel.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://panel.example');
    expect(response.headers.get('access-control-expose-headers')).toContain('content-disposition');
  });

  it('signs with one secret for all servers of a database', async () => {
    const { rows } = await app.parts.database.pool.query<{ bytes: number }>(
      `SELECT length(secret)::int AS bytes FROM server_secrets WHERE name = 'downloads'`,
    );
    expect(rows).toEqual([{ bytes: 32 }]);
  });
});
