import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBuiltInPlantillas } from './built-in.ts';
import { DefinitionError } from './definition/definition-error.ts';
import { parsePlantillaFile } from './plantilla-file.ts';

const written = () => JSON.parse(readFileSync('src/plantillas/built-in/claro-pe-detalle.json', 'utf8'));

function problemsOf(json: unknown): string[] {
  try {
    parsePlantillaFile(json);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems.map(({ path, text }) => `${path}: ${text.en}`);
  }
}

describe('the file of a plantilla', () => {
  it('is read with what stands beside the definition', () => {
    expect(parsePlantillaFile(written())).toEqual(written());
  });

  it.each<[string, object, string]>([
    [
      'a country in words',
      { operador: { ...written().operador, country: 'Perú' } },
      'operador.country: "Perú" does not do here; expected the country in two letters, like "PE"',
    ],
    [
      'a zone that is none',
      { operador: { ...written().operador, timeZone: 'Lima' } },
      'operador.timeZone: "Lima" does not do here; expected a zone like "America/Lima"',
    ],
    ['a version as text', { version: '1' }, 'version: "1" does not do here; expected a whole number from 1'],
    [
      'a month that is none',
      { validFrom: '2026-13' },
      'validFrom: "2026-13" does not do here; expected a month like "2026-09", or null',
    ],
    ['no name', { name: undefined }, 'name: is missing; expected a name of 1 to 200 characters'],
    ['a word too many', { activo: true }, 'activo: "activo" is not a word of this place'],
    [
      'a mistake in its definition',
      { definition: { ...written().definition, cycleDay: 40 } },
      'definition.cycleDay: 40 does not do here; expected at most 31',
    ],
  ])('with %s is refused with its path and what was expected', (_, change, problem) => {
    expect(problemsOf({ ...written(), ...change })).toEqual([problem]);
  });

  it.each([null, 7, [], {}])('that is %j is refused', (json) => {
    expect(problemsOf(json).length).toBeGreaterThan(0);
  });
});

describe('the folder of built-in plantillas', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plantillas-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, json: object) => writeFileSync(join(folder, name), JSON.stringify(json));
  const read = () => readBuiltInPlantillas(pathToFileURL(`${folder}/`));

  it('names the file and the mistake', () => {
    write('mala.json', { ...written(), version: 0 });
    expect(read).toThrow(
      /mala\.json has a mistake:\n {2}version: 0 does not do here; expected a whole number/,
    );
  });

  it('does not take the same version twice', () => {
    write('a.json', written());
    write('b.json', written());
    expect(read).toThrow('a.json and b.json are both version 1 of claro-pe-detalle: raise one of them');
  });
});
