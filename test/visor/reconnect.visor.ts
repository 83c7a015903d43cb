import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../api-client.ts';
import { ADMIN } from '../start-app.ts';
import { launchChromium } from './chromium.ts';
import { logIn, openVisor, rowOf } from './open-visor.ts';
import { startServer, type VisorServer } from './start-server.ts';

/** A way to the server that can be cut, for what is open and for what comes. */
interface CuttableWay {
  readonly url: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

let server: VisorServer;
let api: ApiClient;
let way: CuttableWay;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startServer();
  api = server.api;
  way = await cuttableWay(new URL(server.url));
  ({ page } = await openVisor(browser, way.url));
  await logIn(page, ADMIN);
});
afterAll(async () => {
  await browser?.close();
  await way?.close();
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

async function cuttableWay(target: URL): Promise<CuttableWay> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const proxy: Server = createServer((near) => {
    if (!isOpen) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isOpen = true;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
