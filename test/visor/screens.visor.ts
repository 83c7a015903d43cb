import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../api-client.ts';
import { ADMIN } from '../start-app.ts';
import { violationsOf } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { copyImport, running } from './copy-import.ts';
import {
  choose,
  expectNoOverflow,
  logIn,
  openVisor,
  PATIENCE_MS,
  rowOf,
  type VisorPage,
} from './open-visor.ts';
import { startServer, type VisorServer } from './start-server.ts';

const SAMPLES = join(import.meta.dirname, '..', 'fixtures', 'samples');
const PICTURES = join(import.meta.dirname, '..', '..', 'docs', 'visor');

let server: VisorServer;
let api: ApiClient;
let browser: Browser;
let visor: VisorPage;
let page: Page;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launchChromium();
  server = await startServer();
  api = server.api;
  visor = await openVisor(browser, server.url);
  page = visor.page;
});
afterAll(async () => {
  await visor?.close();
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await page.screenshot({ path: join(tmpdir(), 'visor-failed.png') });
  // What one test leaves open must not keep the next ones from the page.
  await page.keyboard.press('Escape');
});

const picture = (name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

describe('the guide', () => {
  it('begins with USUARIO and CONTRASEÑA, and says in the words of the API that they do not match', async () => {
    await page.getByLabel('Usuario').fill('nadie');
    await page.getByLabel('Contraseña').fill('una contraseña que no es');
    await page.getByRole('button', { name: 'Ingresar' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/contraseña/i);
    expect(await violationsOf(page)).toEqual([]);
    await logIn(page, ADMIN);
    await page.getByText('Aquí no hay importaciones.').waitFor();
  });

  it('schedules by Operador, Plantilla, Periodo, Tipo de Archivo, in this order, and Guardar', async () => {
    await page.getByRole('link', { name: 'Importar', exact: true }).click();
    const guardar = page.getByRole('button', { name: 'Guardar' });
    expect(await page.getByRole('button', { name: /Tipo de Archivo$/ }).isDisabled()).toBe(true);
    await choose(page, 'Operador', /Movistar México/);
    await choose(page, 'Plantilla', /concepto/i);
    await choose(page, 'Periodo', 'septiembre de 2026');
    expect(await guardar.isDisabled()).toBe(true);
    await choose(page, 'Tipo de Archivo', /./);
    expect(await violationsOf(page)).toEqual([]);
    await guardar.click();
    await page.getByRole('heading', { name: 'Guardado: cola número 1' }).waitFor();
  });

  it('takes the file, shows its name, its size and which columns are known', async () => {
    await page.locator('input[type=file]').setInputFiles(join(SAMPLES, 'movistar-mx-conceptos.xlsx'));
    // On a machine that is busy with much else the server may give the first preview up: then as anybody would.
    const again = page.getByRole('button', { name: 'Reintentar' });
    await page.addLocatorHandler(again, () => again.click());
    await page.getByText('columnas reconocidas').click();
    await page.removeLocatorHandler(again);
    const text = await page.locator('main').textContent();
    expect(text).toContain('movistar-mx-conceptos.xlsx');
    expect(text).toMatch(/\d+(,\d)? kB/);
    expect(text).toContain('Movistar México');
    expect(await violationsOf(page)).toEqual([]);
    await picture('importar');
  });

  it('starts the import, which ends under Finalizado with its exact total', async () => {
    await page.getByRole('button', { name: 'Iniciar importación' }).click();
    await page.getByRole('heading', { name: 'Visor de Tareas' }).waitFor();
    await choose(page, 'Estado', 'Finalizado');
    await rowOf(page, 1).getByText('1.386.790,03 MXN').waitFor();
    expect(await rowOf(page, 1).textContent()).toContain('Con observaciones');
  });

  it('offers exactly the five choices of Estado, each with its count', async () => {
    await page.getByRole('button', { name: /Estado$/ }).click();
    const choices = page.getByRole('option');
    await expect
      .poll(() => choices.allTextContents(), { timeout: PATIENCE_MS })
      .toEqual(['Pendiente y en Proceso0', 'Pendiente0', 'En Proceso0', 'Finalizado1', 'Eliminado0']);
    await page.keyboard.press('Escape');
  });
});

describe('the details', () => {
  it('show the totals, and the issues by group with place and raw value', async () => {
    await rowOf(page, 1).getByRole('link').click();
    const panel = page.getByRole('dialog');
    await panel.getByText('LINEA_LOST_DIGITS').first().waitFor();
    await panel.getByRole('radio', { name: /INVALID_NUMBER/ }).click();
    await expect.poll(() => panel.locator('tbody tr').count(), { timeout: PATIENCE_MS }).toBe(12);
    expect(await panel.locator('tbody tr').first().textContent()).toMatch(/fila \d+, columna [A-Z]/);
    expect(await violationsOf(page)).toEqual([]);
    await picture('detalle');
  });

  it('give the rejected rows as a file, take it back corrected, and refuse what is no such file', async () => {
    const panel = page.getByRole('dialog');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: 'Descargar filas rechazadas' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    await panel.locator('input[type=file]').setInputFiles(join(SAMPLES, 'claro-pe-detalle.xlsx'));
    await panel.getByRole('alert').first().waitFor();
    await panel.locator('input[type=file]').setInputFiles(await download.path());
    await panel.getByText('Corrección recibida: 3.974 filas aceptadas en total.').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('revert after a confirmation that asks for the reason, and retry', async () => {
    await rowOf(page, 1).getByRole('link').click();
    await page.getByRole('button', { name: 'Revertir', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    expect(await dialog.getByRole('button', { name: 'Revertir' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Motivo').fill('Era otro mes');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Revertir' }).click();
    await page.getByRole('dialog').getByText('Era otro mes').first().waitFor();
    await page.keyboard.press('Escape');
    await rowOf(page, 1).getByText('Revertido').waitFor();
    await rowOf(page, 1)
      .getByRole('button', { name: /^Reintentar/ })
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reintentar' }).click();
    await rowOf(page, 2).getByText('Con observaciones').waitFor();
  });
});

describe('the list', () => {
  it('shows live what others do, and deletes after a confirmation', async () => {
    await choose(page, 'Estado', 'Pendiente y en Proceso');
    await page.getByText('Aquí no hay importaciones.').waitFor();
    await api.schedule({ plantilla: 'claro-pe-detalle' });
    await rowOf(page, 3).getByText('Espera archivo').waitFor();
    await rowOf(page, 3)
      .getByRole('button', { name: /^Eliminar/ })
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Eliminar' }).click();
    await rowOf(page, 3).waitFor({ state: 'detached' });
    await choose(page, 'Estado', 'Eliminado');
    await rowOf(page, 3).getByText('Eliminado').waitFor();
  });

  it('shows how far each one is, and cancels after a confirmation', async () => {
    await copyImport(server.database, 2, [
      running(71, 412_380, 2),
      { ...running(38, 96_210), file_name: 'detalle-septiembre.xlsx', attempt: 2 },
      { ...running(12, 20_455), file_name: 'ajustes.csv' },
    ]);
    for (const plantilla of ['claro-pe-detalle', 'bitel-pe-consumo', 'personal-ar-detalle'])
      await api.schedule({ plantilla });
    await choose(page, 'Estado', 'Pendiente y en Proceso');
    await rowOf(page, 4).getByText('71 %').waitFor();
    const text = await rowOf(page, 5).textContent();
    expect(text).toMatch(/96\.210 filas · [\d.]+ filas\/s · faltan .+ · intento 2/);
    expect(await violationsOf(page)).toEqual([]);
    await picture('visor');
    await rowOf(page, 6)
      .getByRole('button', { name: /^Cancelar/ })
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  });

  it('can be narrowed: by file, operador, periodo and outcome', async () => {
    await choose(page, 'Estado', 'Finalizado');
    await rowOf(page, 2).waitFor();
    await page.getByRole('button', { name: 'Filtros' }).click();
    await choose(page, 'Resultado', 'Revertido');
    await rowOf(page, 2).waitFor({ state: 'detached' });
    await rowOf(page, 1).waitFor();
    await page.getByLabel('Buscar número o archivo').fill('nada-asi');
    await page.getByText('Ninguna importación cumple estos filtros.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Buscar número o archivo').fill('');
    await page.getByRole('button', { name: 'Quitar filtros' }).click();
    await rowOf(page, 2).waitFor();
  });

  it('keeps many, draws those that are seen, and loads on while it scrolls', async () => {
    const patches = Array.from({ length: 1_200 }, (_, n) => ({ file_name: `factura-${n}.xlsx` }));
    await copyImport(server.database, 2, patches);
    await page.reload();
    await choose(page, 'Estado', 'Finalizado');
    await rowOf(page, 1_209).waitFor();
    await expect
      .poll(
        async () => {
          await page.evaluate('document.querySelector(".scroller").scrollTo(0, 1e9)');
          return rowOf(page, 1).count();
        },
        { timeout: 90_000, interval: 250 },
      )
      .toBe(1);
    expect(await page.locator('.row').count()).toBeLessThan(40);
  });
});

describe('the page', () => {
  it('can be used with the keyboard alone', async () => {
    await page.goto(`${server.url}/visor/#/visor?estado=FINALIZADO`);
    await page.reload();
    await page.locator('.row-link').first().waitFor();
    await page.locator('body').press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Saltar al contenido');
    await page.keyboard.press('Enter');
    for (let tabs = 0; tabs < 8; tabs++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate('document.activeElement.matches(".row-link")')) break;
    }
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('1.208').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.closest(".row").dataset.number')).toBe('1208');
  });

  it.each([360, 768, 1920])('fits %i pixels, light and dark, without a violation', async (width) => {
    await page.setViewportSize({ width, height: 740 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const route of [
        '#/visor?estado=FINALIZADO',
        '#/importar',
        '#/visor?estado=PENDIENTE_Y_EN_PROCESO',
      ]) {
        await page.goto(`${server.url}/visor/${route}`);
        await page
          .locator(route === '#/importar' ? 'form' : '.row')
          .first()
          .waitFor();
        await expectNoOverflow(page);
        expect(await violationsOf(page), `${route} ${colorScheme}`).toEqual([]);
      }
      if (width === 360) await picture(`visor-360-${colorScheme}`);
      await rowOf(page, 4).getByRole('link').click();
      await page.getByRole('dialog').getByText('Historial').waitFor();
      await expectNoOverflow(page);
      expect(await violationsOf(page), `details ${colorScheme}`).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 760 });
  });

  it('speaks English at a switch, and remembers it', async () => {
    await choose(page, 'Idioma', 'English');
    await page.getByRole('link', { name: 'Import', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Estado$/ }).click();
    expect(await page.getByRole('option').count()).toBe(5);
    await page.getByRole('option', { name: 'Finished' }).click();
    await rowOf(page, 1_208).getByText('With issues').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await choose(page, 'Language', 'Español');
    await page.getByRole('link', { name: 'Importar', exact: true }).waitFor();
  });

  it('asked nothing of other hosts, and its console has nothing to complain of', () => {
    expect(visor.complaints).toEqual([]);
  });

  it('forgets the session at the log-out', async () => {
    await page.getByRole('button', { name: 'Cerrar sesión' }).click();
    await page.getByLabel('Usuario').waitFor();
    await page.reload();
    await page.getByLabel('Usuario').waitFor();
  });
});
