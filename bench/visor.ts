/**
 * `npm run bench:visor`: the page of client-examples/visor in Chromium, on a server of its own (`DATABASE_URL`: an empty
 * database; else the embedded one). Prints what goes over the wire, how soon the page is there, how 10,000 imports
 * scroll, what a click takes, and what 50 imports that progress at once cost the page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { type App, createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { connectApi } from '../test/api-client.ts';
import { ADMIN } from '../test/start-app.ts';
import { launchChromium } from '../test/visor/chromium.ts';
import { copyImport, running } from '../test/visor/copy-import.ts';
import { printMachine } from './print.ts';

const FINISHED = 10_000;
const RUNNING = 50;
const SCROLL_MS = 8_000;
const PROGRESS_MS = 15_000;
/** As often as a running import is written. */
const STEP_MS = 500;

const folder = await mkdtemp(join(tmpdir(), 'importador-bench-'));
const browser = await launchChromium();
try {
  const config = {
    ...readConfig(),
    port: 0,
    dataDir: folder,
    adminUsuario: ADMIN.usuario,
    adminContrasena: ADMIN.contrasena,
  };
  const app = await createApp(config, pino({ level: 'silent' }));
  try {
    printMachine();
    print('Chromium', browser.version());
    await fill(app);
    await measure(app, browser);
  } finally {
    await app[Symbol.asyncDispose]();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function fill(app: App): Promise<void> {
  const api = await connectApi(`${app.url}/graphql`, ADMIN.usuario, ADMIN.contrasena);
  await api.schedule({ plantilla: 'claro-pe-detalle' });
  await api.close();
  const done = { estado: 'FINALIZADO', phase: 'DONE', outcome: 'SUCCEEDED', percent: 100, attempt: 1 };
  const patches = Array.from({ length: FINISHED }, (_, n) => ({
    ...done,
    file_name: `detalle-${n}.xlsx`,
    rows_read: 1_000 + n,
    total: '1234.56',
    lineas: 100,
    finished_at: new Date(Date.now() - n * 60_000).toISOString(),
  }));
  await copyImport(app.parts.database, 1, patches);
}

async function measure(app: App, chromium: Browser): Promise<void> {
  print('bundle, gzip', `${(bundleBytes() / 1_000).toFixed(0)} kB of 250`);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${app.url}/visor/`);
  await page.getByLabel('Usuario').fill(ADMIN.usuario);
  await page.getByLabel('Contraseña').fill(ADMIN.contrasena);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await page.locator('.row').first().waitFor();
  await measureLoad(page);
  await measureScrolling(page);
  await measureClicks(page);
  await measureProgress(app, page, chromium);
  await context.close();
}

function bundleBytes(): number {
  const assets = join('dist', 'visor', 'assets');
  const files = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name));
  return files.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length,
    0,
  );
}

/** A reload of somebody who is logged in, five times. */
async function measureLoad(page: Page): Promise<void> {
  const painted: number[] = [];
  const listed: number[] = [];
  for (let n = 0; n < 5; n++) {
    await page.reload();
    await page.locator('.row').first().waitFor();
    listed.push(await page.evaluate<number>('performance.now()'));
    painted.push(
      await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime'),
    );
  }
  print('load: first paint, median of 5', `${median(painted).toFixed(0)} ms`);
  print('load: list there and live, median of 5', `${median(listed).toFixed(0)} ms`);
}

/** Steadily downwards through the pages: how evenly frames come. */
async function measureScrolling(page: Page): Promise<void> {
  await page.goto(`${page.url().split('#')[0]}#/visor?estado=FINALIZADO`);
  await page.locator('.row').first().waitFor();
  const frames = await page.evaluate<number[]>(`new Promise((resolve) => {
    const list = document.querySelector('.scroller');
    const frames = [];
    const began = performance.now();
    let last = began;
    const step = (now) => {
      frames.push(now - last);
      last = now;
      list.scrollTop += 60;
      if (now - began < ${SCROLL_MS}) requestAnimationFrame(step); else resolve(frames);
    };
    requestAnimationFrame(step);
  })`);
  const [first, rows] = await page.evaluate<[number, number]>(
    '[document.querySelector(".scroller").scrollTop / 76, document.querySelectorAll(".row").length]',
  );
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0);
  print(
    `scrolling ${FINISHED.toLocaleString('en')} imports for ${SCROLL_MS / 1_000} s`,
    `${first.toFixed(0)} rows passed, ${rows} drawn at once; frames p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`,
  );
  let last = -1;
  const began = performance.now();
  for (let loaded = 0; loaded !== last; ) {
    last = loaded;
    await page.evaluate('document.querySelector(".scroller").scrollTo(0, 1e9)');
    // Not waitForFunction: the page's policy forbids what it does.
    await page.evaluate(`new Promise((resolve) => {
      const look = () => {
        const more = document.querySelector('.rows').offsetHeight / 76 > ${loaded};
        if (more || !document.querySelector('.rows + .list-note')) resolve();
        else requestAnimationFrame(look);
      };
      look();
    })`);
    loaded = await page.evaluate<number>('document.querySelector(".rows").offsetHeight / 76');
  }
  print(
    '… to the last of them, page by page',
    `${last} rows in ${((performance.now() - began) / 1_000).toFixed(1)} s`,
  );
  await page.evaluate('document.querySelector(".scroller").scrollTo(0, 0)');
}

/** From the press of a key to the frame that shows what it did, as the browser itself measures it (INP). */
async function measureClicks(page: Page): Promise<void> {
  await page.evaluate(`window.events = [];
    new PerformanceObserver((list) => window.events.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'event', durationThreshold: 16 })`);
  for (let n = 0; n < 5; n++) {
    await page.getByRole('button', { name: /Estado$/ }).click();
    await page.getByRole('option', { name: n % 2 === 0 ? /^Eliminado/ : /^Finalizado/ }).click();
    await page.getByRole('listbox').waitFor({ state: 'detached' });
  }
  await page.locator('.row .row-link').or(page.getByText('Aquí no hay')).first().waitFor();
  const durations = await page.evaluate<number[]>('window.events');
  print('interaction: slowest of 10 clicks in the drop-down', `${Math.max(16, ...durations).toFixed(0)} ms`);
}

async function measureProgress(app: App, page: Page, chromium: Browser): Promise<void> {
  const { database, changes } = app.parts;
  const ids = await copyImport(
    database,
    1,
    Array.from({ length: RUNNING }, () => running(0, 0)),
  );
  await page.goto(`${page.url().split('#')[0]}#/visor?estado=EN_PROCESO`);
  await page.locator('.row').first().waitFor();
  const { rows: empresas } = await database.pool.query<{ id: number }>('SELECT id FROM empresas LIMIT 1');
  const empresaId = empresas[0]?.id ?? 0;
  const stop = new AbortController();
  const moving = (async () => {
    for (let step = 1; !stop.signal.aborted; step++) {
      await database.pool.query(
        'UPDATE imports SET percent = LEAST(99, $2::float / 2), rows_read = $2::int * 1000, rows_accepted = $2::int * 1000, bytes_read = $2::int * 500000 WHERE id = ANY($1)',
        [ids, step],
      );
      for (const importId of ids) changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence: 1n });
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  })();
  await page
    .getByText(/[1-9] %/)
    .first()
    .waitFor();
  const session = await page.context().newCDPSession(page);
  const whole = await chromium.newBrowserCDPSession();
  await session.send('Performance.enable');
  const [busyBefore, cpuBefore, began] = [
    await taskSeconds(session),
    await rendererSeconds(whole),
    performance.now(),
  ];
  await new Promise((resolve) => setTimeout(resolve, PROGRESS_MS));
  const seconds = (performance.now() - began) / 1_000;
  const share = (spent: number) => `${((100 * spent) / seconds).toFixed(0)} %`;
  const cpu = (await rendererSeconds(whole)) - cpuBefore;
  const busy = (await taskSeconds(session)) - busyBefore;
  stop.abort();
  await moving;
  print(
    `${RUNNING} imports progressing at once, ${seconds.toFixed(0)} s`,
    `page's process ${share(cpu)} of one core (bound 50 %), its main thread busy ${share(busy)}`,
  );
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

/** CPU seconds of all pages' processes: there is one page. */
async function rendererSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { type, cpuTime }) => sum + (type === 'renderer' ? cpuTime : 0), 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(48)} ${figure}`);
}
