import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../test/example-definition.ts';
import { readBuiltInPlantillas } from './built-in.ts';
import { DefinitionError } from './definition/definition-error.ts';
import { definitionJsonSchema, parseDefinition } from './definition.ts';

function problemsOf(json: unknown): string[] {
  try {
    parseDefinition(json);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.fields.map((field) => field.text.en);
  }
}

/** Makes the first file a wide one. */
function wide(json: ReturnType<typeof exampleDefinition>, more: object): void {
  const [tipo] = json.tiposArchivo;
  tipo?.columns.pop();
  Object.assign(tipo ?? {}, { variableColumns: { match: ['Monto *'], ...more } });
}

describe('a definition', () => {
  it('is read with its defaults filled in', () => {
    const definition = parseDefinition(exampleDefinition());
    expect(definition.header).toEqual({
      cells: ['Ciclo Fact.', 'Línea', 'Importe'],
      withinRows: 40,
      rows: 1,
    });
    expect(definition.columnContract).toBe('ALLOW_NEW');
    expect(definition.tiposArchivo[0]?.columns[0]).toMatchObject({ required: false, aliases: [] });
  });

  it.each<[string, (json: ReturnType<typeof exampleDefinition>) => void, string]>([
    [
      'a field in the words of the sheet',
      (json) => Object.assign(json.tiposArchivo[0]?.columns[3] ?? {}, { field: 'importe' }),
      'tiposArchivo[0].columns[3].field: "importe" is not a field; did you mean "total"?',
    ],
    [
      'an unknown word',
      (json) => Object.assign(json.tiposArchivo[0]?.columns[3] ?? {}, { alias: ['x'] }),
      'tiposArchivo[0].columns[3].alias: "alias" is not a word of this place; did you mean "aliases"?',
    ],
    [
      'an unknown word in a part with a default',
      (json) => Object.assign(json, { numbers: { decimals: ',' } }),
      'numbers.decimals: "decimals" is not a word of this place; did you mean "decimal"?',
    ],
    [
      'a value of the wrong kind',
      (json) => Object.assign(json, { cycleDay: '18' }),
      'cycleDay: "18" does not do here; expected a number',
    ],
    [
      'an unknown concept',
      (json) => Object.assign(json, { concepts: [{ match: ['X'], is: 'DISCOUNTS' }] }),
      'concepts[0].is: "DISCOUNTS" does not do here; did you mean "DISCOUNT"?',
    ],
    [
      'a rule about a column that is not there',
      (json) => Object.assign(json, { rows: [{ when: { Plann: 'SUMA' }, is: 'TOTAL' }] }),
      'rows[0]: "Plann" is not the header of any of the columns of "conceptos"',
    ],
    [
      'a field given twice',
      (json) => Object.assign(json.tiposArchivo[0]?.columns[0] ?? {}, { field: 'total', format: undefined }),
      'tiposArchivo[0].columns[4].field: "total" has a column already; for another spelling of the header use "aliases"',
    ],
    [
      'no amount',
      (json) => json.tiposArchivo[0]?.columns.pop(),
      'tiposArchivo[0].columns: no column gives the amount: "total", "net" or "variableColumns" is missing',
    ],
    [
      'one sign for two things',
      (json) => Object.assign(json, { numbers: { decimal: ',', thousands: ',' } }),
      'numbers.thousands: "," is the decimal sign already',
    ],
    [
      'a format of another type',
      (json) => Object.assign(json.tiposArchivo[0]?.columns[0] ?? {}, { format: 'mm:ss' }),
      'tiposArchivo[0].columns[0].format: "mm:ss" is not a format of PERIODO; expected YYYYMM, YYYY-MM, MMYYYY, MM/YYYY, YYYYMMDD, DDMMYYYY',
    ],
    [
      'headers that compare as nothing',
      (json) => Object.assign(json, { header: { cells: ['#', 'Línea'] } }),
      'header.cells[0]: "#" has no letters or digits: it never matches anything',
    ],
    [
      'a column both required and optional',
      (json) => Object.assign(json.tiposArchivo[0]?.columns[4] ?? {}, { optional: true }),
      'tiposArchivo[0].columns[4].optional: contradicts "required": take one of the two out',
    ],
    [
      'a concept decided by an amount',
      (json) => Object.assign(json.tiposArchivo[0]?.columns[4] ?? {}, { decidesConcept: true }),
      'tiposArchivo[0].columns[4].decidesConcept: does only in a column of text of the file',
    ],
    [
      'a misspelt word of a file name',
      (json) => Object.assign(json, { fileName: '{cuenta}_{YYYYMM}' }),
      'fileName: {cuenta} does not do here; did you mean {account}?',
    ],
    [
      'a file name that tells nothing',
      (json) => Object.assign(json, { fileName: 'factura' }),
      'fileName: "factura" tells nothing: expected {account} or the month, as in "{account}_detalle_{YYYYMM}"',
    ],
    [
      'a file name in which nothing says where the account ends',
      (json) => Object.assign(json.tiposArchivo[0] ?? {}, { fileName: '{account}*' }),
      'tiposArchivo[0].fileName: "{account}*": expected at most 2 *, and a text between {account} and a *',
    ],
    [
      'a format of another type in a list of quantities',
      (json) => wide(json, { quantity: [{ header: 'Consumo *', type: 'DURATION', format: 'MB' }] }),
      'tiposArchivo[0].variableColumns.quantity[0].format: "MB" is not a format of DURATION; expected hh:mm:ss, mm:ss, hh:mm, seconds, minutes, hours, days',
    ],
    [
      'an unknown word in a list of quantities',
      (json) => wide(json, { quantity: [{ header: 'Consumo *', units: 'MB' }] }),
      'tiposArchivo[0].variableColumns.quantity[0].units: "units" is not a word of this place; did you mean "unit"?',
    ],
    [
      'an unknown word in a single quantity',
      (json) => wide(json, { quantity: { header: 'Consumo *', units: 'MB' } }),
      'tiposArchivo[0].variableColumns.quantity.units: "units" is not a word of this place; did you mean "unit"?',
    ],
    [
      'a quantity to keep and none to be had',
      (json) => wide(json, { whenZero: 'KEEP_QUANTITY' }),
      'tiposArchivo[0].variableColumns.whenZero: does not do without "quantity": there is no quantity to keep',
    ],
    [
      'a unit of another type in a column of usage',
      (json) => {
        wide(json, {});
        Object.assign(json.tiposArchivo[0] ?? {}, {
          usageColumns: [{ match: ['MB *'], type: 'DATA_VOLUME', unit: 'MINUTE' }],
        });
      },
      'tiposArchivo[0].usageColumns[0].unit: MINUTE does not measure DATA_VOLUME; expected KB, MB, GB',
    ],
  ])('with %s is refused with its path and what was expected', (_, spoil, expected) => {
    const json = exampleDefinition();
    spoil(json);
    expect(problemsOf(json)).toEqual([expected]);
  });

  it.each([null, 5, 'x', [], {}])('that is %j is refused', (json) => {
    expect(problemsOf(json).length).toBeGreaterThan(0);
  });

  it('lists every mistake at once', () => {
    const json = { ...exampleDefinition(), cycleDay: 40, tolerancia: '0.00' };
    expect(problemsOf(json).sort()).toEqual([
      'cycleDay: 40 does not do here; expected at most 31',
      'tolerancia: "tolerancia" is not a word of this place; did you mean "tolerance"?',
    ]);
  });
});

describe('a definition with more mistakes than anybody reads', () => {
  it('is refused soon, with the first five hundred', () => {
    const column = { header: 'H', field: 'importe', type: 'X', ancho: 1 };
    const tipo = {
      code: 't',
      name: 'T',
      kind: 'CHARGES',
      columns: Array.from({ length: 500 }, () => column),
    };
    const json = { header: { cells: ['H'] }, tiposArchivo: Array.from({ length: 20 }, () => tipo) };
    const start = performance.now();
    const problems = problemsOf(json);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(problems).toHaveLength(501);
    expect(problems[0]).toContain('did you mean');
    expect(problems.at(-1)).toBe('There are more mistakes: correct these first');
  });
});

describe('docs/plantillas.md', () => {
  const examples = [...readFileSync('docs/plantillas.md', 'utf8').matchAll(/^```json\n([\s\S]*?)^```/gm)].map(
    ([, json = '']) => json,
  );

  it('shows definitions that are read as they stand there', () => {
    expect(examples).toHaveLength(2);
    for (const example of examples) expect(problemsOf(JSON.parse(example))).toEqual([]);
  });
});

describe('the built-in plantillas', () => {
  it('have files named for their code, and for their version where a code has several', () => {
    const plantillas = readBuiltInPlantillas();
    const names = plantillas.map(({ code, version }) => {
      const isOnly = plantillas.filter((other) => other.code === code).length === 1;
      return isOnly ? `${code}.json` : `${code}-v${version}.json`;
    });
    expect(readdirSync('src/plantillas/built-in').sort()).toEqual(names.sort());
  });
});

describe('the published JSON Schema', () => {
  it('is what the code says; vitest -u writes it anew', async () => {
    const printed = `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`;
    await expect(printed).toMatchFileSnapshot('../../schema/plantilla.schema.json');
  });
});
