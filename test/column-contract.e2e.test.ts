import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const CONTRACTS = ['STRICT', 'ALLOW_NEW', 'WARN'] as const;
type Contract = (typeof CONTRACTS)[number];

const definitionOf = (columnContract: Contract) => ({
  header: { cells: ['Línea', 'Concepto'] },
  numbers: { decimal: '.' },
  linea: { digits: [10] },
  columnContract,
  tiposArchivo: [
    {
      code: 'cargos',
      name: 'Cargos',
      kind: 'CHARGES',
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Concepto', field: 'operadorConcept', required: true },
        { header: 'Plan', field: 'plan' },
        { header: 'Notas' },
        { header: 'Importe', field: 'total', required: true },
      ],
    },
  ],
  concepts: [{ match: ['*'], is: 'OTHER' }],
});

const IMPORT = /* GraphQL */ `
  query ($id: ID!) {
    import(id: $id) {
      outcome
      failure { code message hint sheet row column missingColumns }
      totals { total }
      issues(first: 50) { nodes { code severity row column header message hint } }
    }
    previewImport(id: $id) { ... on Preview { columns { header match } } }
  }
`;
interface Outcome {
  import: {
    outcome: string;
    failure: { message: string; hint: string } | null;
    totals: { total: string };
    issues: { nodes: { code: string; header: string; hint: string | null }[] };
  };
  previewImport: { columns: { header: string; match: string }[] };
}

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  const { prisma } = app.parts.database;
  const empresa = await prisma.empresa.findFirstOrThrow();
  const operador = await prisma.operador.findFirstOrThrow({ where: { code: 'claro-ar' } });
  for (const contract of CONTRACTS) {
    await prisma.plantilla.create({
      data: {
        empresaId: empresa.id,
        operadorId: operador.id,
        code: contract.toLowerCase(),
        name: contract,
        version: 1,
        definition: definitionOf(contract),
        tiposArchivo: {
          create: { code: 'cargos', name: 'Cargos', kind: 'CHARGES', required: true, position: 0 },
        },
      },
    });
  }
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

const VALUES: Readonly<Record<string, string>> = { Línea: '1151234567' };
let periodo = 0;

/** Imports one row below this header, each time for another periodo. */
async function importHeader(contract: Contract, header: readonly string[]): Promise<Outcome> {
  const values = header.map((name) => VALUES[name.trim()] ?? (/^impo/i.test(name) ? '10.50' : 'x'));
  const file = Buffer.from(`${header.join(';')}\n${values.join(';')}\n`);
  periodo++;
  const words = {
    plantilla: contract.toLowerCase(),
    periodo: `${2000 + Math.floor(periodo / 12)}-${String((periodo % 12) + 1).padStart(2, '0')}`,
    validateOnly: true,
  };
  const { id } = await client.importFile(words, file, { name: 'cargos.csv' });
  return client.query<Outcome>(IMPORT, { id });
}

const FULL = ['Línea', 'Concepto', 'Plan', 'Notas', 'Importe'];
const without = (...names: string[]) => FULL.filter((name) => !names.includes(name));
const renamed = (name: string, as: string) => FULL.map((each) => (each === name ? as : each));

const ACCEPTED = { outcome: 'SUCCEEDED', failure: null, totals: { total: '10.50' }, issues: { nodes: [] } };
const told = (...nodes: object[]) => ({
  outcome: 'SUCCEEDED_WITH_ISSUES',
  failure: null,
  totals: { total: '10.50' },
  issues: { nodes: nodes.map((node) => expect.objectContaining({ severity: 'WARNING', row: 1, ...node })) },
});
const broken = (failure: { message: RegExp; hint?: RegExp; column?: string; missingColumns?: string[] }) => ({
  outcome: 'FAILED',
  failure: {
    code: 'COLUMN_CONTRACT',
    sheet: null,
    row: 1,
    column: failure.column ?? null,
    missingColumns: failure.missingColumns ?? null,
    message: expect.stringMatching(failure.message),
    hint: expect.stringMatching(failure.hint ?? /guarde una versión nueva de la plantilla/),
  },
  totals: { total: '0.00' },
  issues: { nodes: [] },
});

const ALIAS_HINT = /misma columna.*aliases/;

interface Case {
  readonly header: readonly string[];
  readonly STRICT: object;
  readonly ALLOW_NEW: object;
  readonly WARN: object;
}
const everywhere = (outcome: object) => ({ STRICT: outcome, ALLOW_NEW: outcome, WARN: outcome });

const missingPlan = { code: 'MISSING_COLUMN', column: null, header: 'Plan' };
const twice = told({ code: 'DUPLICATE_COLUMN', column: 'F', header: 'Importe' });

const CASES: Readonly<Record<string, Case>> = {
  'nothing different': { header: FULL, ...everywhere(ACCEPTED) },
  moved: { header: ['Importe', ...without('Importe')], ...everywhere(ACCEPTED) },
  'blank header': { header: [...FULL, '', ' '], ...everywhere(ACCEPTED) },
  'trailing blanks, other case': {
    header: ['Línea ', 'CONCEPTO ', 'plan', 'NOTAS', 'Importe'],
    ...everywhere(ACCEPTED),
  },
  duplicate: { header: [...FULL, 'Importe'], ...everywhere(twice) },
  'duplicate of one that is ignored': { header: [...FULL, 'Notas'], ...everywhere(ACCEPTED) },
  new: {
    header: [...FULL, 'Vendedor'],
    STRICT: broken({
      message: /^La cabecera de la fila 1 tiene columnas que la plantilla no conoce: "Vendedor"$/,
      column: 'Vendedor',
    }),
    ALLOW_NEW: ACCEPTED,
    WARN: told({
      code: 'NEW_COLUMN',
      column: 'F',
      header: 'Vendedor',
      hint: expect.stringContaining('lleva importes'),
    }),
  },
  'missing optional': {
    header: without('Plan'),
    STRICT: broken({
      message: /no tiene columnas que la plantilla exige: "Plan"$/,
      missingColumns: ['Plan'],
    }),
    ALLOW_NEW: told(missingPlan),
    WARN: told(missingPlan),
  },
  'missing and ignored': {
    header: without('Notas'),
    STRICT: broken({ message: /exige: "Notas"$/, missingColumns: ['Notas'] }),
    ALLOW_NEW: ACCEPTED,
    WARN: ACCEPTED,
  },
  'missing required': {
    header: without('Importe'),
    ...everywhere(broken({ message: /exige: "Importe"$/, missingColumns: ['Importe'] })),
  },
  'renamed optional': {
    header: renamed('Plan', 'Plan tarifario'),
    STRICT: broken({
      message:
        /exige: "Plan" y tiene columnas que la plantilla no conoce: "Plan tarifario"\. «Plan tarifario» parece «Plan»$/,
      hint: ALIAS_HINT,
      column: 'Plan tarifario',
      missingColumns: ['Plan'],
    }),
    ALLOW_NEW: told({ ...missingPlan, hint: expect.stringContaining('«Plan tarifario» parece «Plan»') }),
    WARN: told(
      { ...missingPlan, hint: expect.stringContaining('«Plan tarifario» parece «Plan»') },
      {
        code: 'NEW_COLUMN',
        column: 'C',
        header: 'Plan tarifario',
        hint: expect.stringContaining('parece «Plan»'),
      },
    ),
  },
  'renamed required': {
    header: renamed('Importe', 'Impote'),
    STRICT: broken({
      message: /exige: "Importe" y .* no conoce: "Impote"\. «Impote» parece «Importe»$/,
      hint: ALIAS_HINT,
      column: 'Impote',
      missingColumns: ['Importe'],
    }),
    ALLOW_NEW: broken({
      message: /exige: "Importe"\. «Impote» parece «Importe»$/,
      hint: ALIAS_HINT,
      missingColumns: ['Importe'],
    }),
    WARN: broken({
      message: /exige: "Importe"\. «Impote» parece «Importe»$/,
      hint: ALIAS_HINT,
      missingColumns: ['Importe'],
    }),
  },
};

describe.each(CONTRACTS)('%s, with a column that is', (contract) => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect((await importHeader(contract, each.header)).import).toEqual(each[contract]);
  });
});

it('names in the preview what every contract lets pass', async () => {
  const { previewImport } = await importHeader('STRICT', ['Importe', 'Línea', 'Concepto', 'Plan', 'Notas']);
  expect(previewImport.columns.map(({ header, match }) => `${header} ${match}`)).toEqual([
    'Importe MOVED',
    'Línea EXACT',
    'Concepto EXACT',
    'Plan EXACT',
    'Notas EXACT',
  ]);
});

it('names a renamed cell of the header itself', async () => {
  const { failure } = (await importHeader('WARN', renamed('Concepto', 'Consepto'))).import;
  expect(failure).toMatchObject({ code: 'NO_HEADER', row: 1, missingColumns: ['Concepto'] });
  expect(failure?.message).toMatch(/fila 1: le falta "Concepto"\. «Consepto» parece «Concepto»\.$/);
});
