import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface VisorPage {
  readonly page: Page;
  /** What the page complained of in its console, and requests to other hosts. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A machine may be busy with much else. */
export const PATIENCE_MS = 25_000;

/** The page at the log-in, in Spanish, of the size of a desktop unless told otherwise. */
export async function openVisor(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<VisorPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 760 },
    timezoneId: 'America/Lima',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  await page.goto(`${url}/visor`);
  return { page, complaints, close: () => context.close() };
}

export async function logIn(page: Page, { usuario, contrasena }: { usuario: string; contrasena: string }) {
  await page.getByLabel('Usuario').fill(usuario);
  await page.getByLabel('Contraseña').fill(contrasena);
  await page.getByRole('button', { name: 'Ingresar' }).click();
  await page.getByRole('heading', { name: 'Visor de Tareas' }).waitFor();
}

/** Opens a drop-down and chooses in it. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** The row of an import in the list. */
export function rowOf(page: Page, number: number) {
  return page.locator(`.row[data-number="${number}"]`);
}

/** Nothing reaches out of the page to its right. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const [shown, needed] = await page.evaluate<[number, number]>(
    '[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
  );
  expect(needed).toBeLessThanOrEqual(shown);
}
