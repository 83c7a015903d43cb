import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../api-client.ts';
import { type SilentProxy, startSilentProxy } from '../silent-proxy.ts';
import { ADMIN } from '../start-app.ts';
import { launchChromium } from './chromium.ts';
import { logIn, openVisor, rowOf } from './open-visor.ts';
import { startServer, type VisorServer } from './start-server.ts';

let server: VisorServer;
let api: ApiClient;
let way: SilentProxy;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startServer();
  api = server.api;
  const { hostname, port } = new URL(server.url);
  way = await startSilentProxy({ host: hostname, port: Number(port) });
  ({ page } = await openVisor(browser, `http://127.0.0.1:${way.port}`));
  await logIn(page, ADMIN);
});
afterAll(async () => {
  await browser?.close();
  await way?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

describe('a connection that breaks', () => {
  it('is said, tried again, and what happened meanwhile is there afterwards', async () => {
    await api.schedule({ plantilla: 'claro-pe-detalle' });
    const second = await api.schedule({ plantilla: 'claro-pe-detalle' });
    await rowOf(page, 2).waitFor();
    way.cut();
    await page.getByText(/^Sin conexión/).waitFor();
    await api.schedule({ plantilla: 'claro-pe-detalle' });
    await api.delete(second.import?.id ?? '');
    expect(await rowOf(page, 3).count()).toBe(0);
    way.mend();
    await page.getByText(/^Conexión recuperada/).waitFor();
    await rowOf(page, 3).waitFor();
    await rowOf(page, 2).waitFor({ state: 'detached' });
    await page.getByText(/^Conexión recuperada/).waitFor({ state: 'detached' });
  });

  it('leaves what was there on the screen, and says of what is asked that the server is not reached', async () => {
    way.cut();
    await page.getByText(/^Sin conexión/).waitFor();
    await rowOf(page, 1)
      .getByRole('button', { name: /^Eliminar/ })
      .click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Eliminar' }).click();
    await dialog.getByText(/No se pudo llegar al servidor/).waitFor();
    way.mend();
    await dialog.getByRole('button', { name: 'Eliminar' }).click();
    await rowOf(page, 1).waitFor({ state: 'detached' });
  });
});

describe('a session that the server has ended', () => {
  it('leads back to the log-in, which says so', async () => {
    await server.database.pool.query('DELETE FROM sessions');
    way.cut();
    way.mend();
    await page.getByText('Su sesión terminó. Ingrese otra vez.').waitFor();
  });
});
