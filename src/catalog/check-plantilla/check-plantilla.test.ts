import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { checkPlantilla } from './check-plantilla.ts';
import { parsePlantillaCommand, UsageError } from './plantilla-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'plantilla-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function check(...args: string[]) {
  const command = parsePlantillaCommand(['check', ...args]);
  if (command.kind !== 'CHECK') throw new Error('no check');
  return checkPlantilla(command, DEFAULT_READ_LIMITS);
}

const BUILT_IN = 'src/plantillas/built-in/personal-ar-factura.json';
const built = () => JSON.parse(readFileSync(BUILT_IN, 'utf8'));

describe('npm run plantilla -- check', () => {
  it('says that a plantilla is right, and what files it describes', async () => {
    const { ok, text } = await check(BUILT_IN);
    expect(ok).toBe(true);
    expect(text).toMatch(/^personal-ar \/ personal-ar-factura v1: la definición está bien\n {2}resumen \(/);
  });

  it('takes a definition alone, with the $schema that editors want', async () => {
    const definition = { $schema: '../schema/plantilla.schema.json', ...built().definition };
    const path = write('sola.json', `\uFEFF${JSON.stringify(definition)}`);
    expect((await check(path)).ok).toBe(true);
  });

  it('lists every mistake with its path', async () => {
    const definition = { ...built().definition, cycleDay: 40, tolerancia: '1' };
    const { ok, text } = await check(write('mala.json', JSON.stringify({ ...built(), definition })));
    expect(ok).toBe(false);
    expect(text.split('\n')).toEqual([
      'definition.cycleDay: 40 no vale aquí; se espera como máximo 31',
      'definition.tolerancia: "tolerancia" no es una palabra de aquí; ¿quiso decir "tolerance"?',
      '',
    ]);
  });

  it.each([
    ['is not there', () => 'no-hay.json', 'cannot be read (ENOENT)'],
    ['is no JSON', () => write('rota.json', '{ "header": '), 'is no JSON'],
    ['is a folder', () => folder, 'cannot be read (EISDIR)'],
  ])('tells of a file that %s', async (_, path, expected) => {
    const { ok, text } = await check(path(), '--en');
    expect([ok, text]).toEqual([false, expect.stringContaining(expected)]);
  });

  it('reads a file with the tipo de archivo that fits, and shows columns, rows, totals and issues', async () => {
    const sample = 'test/fixtures/layouts/personal-ar-factura/llamadas/sample.xlsx';
    const { ok, text } = await check(BUILT_IN, sample, '--periodo', '2026-09', '--en');
    const expected = JSON.parse(readFileSync(sample.replace('sample.xlsx', 'expected.json'), 'utf8'));
    expect(ok).toBe(true);
    expect(text).toContain('XLSX, llamadas, 2026-09, sheet "Llamadas", header in row 1');
    expect(text).toMatch(/^ {2}B {3}Fecha → occurredAt = \d/m);
    expect(text).toMatch(/^ {2}D {3}Red → not imported = 4G$/m);
    expect(text).toContain(
      `Rows: ${expected.rowsRead} read, ${expected.rowsAccepted} accepted, ${expected.rowsRejected} rejected, 0 skipped`,
    );
    expect(text).toContain(`Net ${expected.net}, tax ${expected.tax}, total ${expected.total}`);
    expect(text).toMatch(
      /ERROR INVALID_DURATION: 1\n {4}row \d+, G: "un rato" in "Duración" is not a duration/,
    );
  });

  it('shows three of many issues, a new column, a missing one, and why a file cannot be imported', async () => {
    const rows = Array.from({ length: 9 }, () => 'cuenta X,Cargo,x,?');
    const file = write('cargos.csv', ['linea,nombre,importe,tipo,Nueva', ...rows].join('\n'));
    const { ok, text } = await check(BUILT_IN, file, '--tipo', 'cargos-y-descuentos', '--periodo', '2026-09');
    expect(ok).toBe(false);
    expect(text).toContain('No se puede importar: ALL_ROWS_REJECTED: ');
    expect(text).toMatch(/^ {2}E {3}Nueva \(nueva\)/m);
    expect(text).toContain('ERROR INVALID_NUMBER: 9\n');
    expect(text.match(/fila \d+, C/g)).toHaveLength(3);
  });

  it('tells of a file that no plantilla can read, and of a tipo that is not there', async () => {
    const { ok, text } = await check(BUILT_IN, write('vacio.xlsx', ''));
    expect([ok, text]).toEqual([false, expect.stringContaining('El archivo está vacío')]);
    const none = await check(BUILT_IN, write('x.csv', 'a,b\n'), '--tipo', 'facturas');
    expect(none.text).toContain('no tiene el tipo de archivo "facturas"; tiene resumen, llamadas, lineas');
  });

  it.each([
    [[]],
    [['chek']],
    [['check']],
    [['check', 'a', 'b', 'c']],
    [['check', 'a', '--periodo', '2026-13']],
    [['check', 'a', '--x']],
  ])('does not take %j for a command', (args) => {
    expect(() => parsePlantillaCommand(args)).toThrow(UsageError);
  });
});
