import { ImportFailedError } from '../../src/domain/errors.ts';
import { parsePeriodo } from '../../src/domain/periodo.ts';
import { readBuiltInPlantillas } from '../../src/plantillas/built-in.ts';
import { DefinitionError } from '../../src/plantillas/definition/definition-error.ts';
import { parseDefinition } from '../../src/plantillas/definition.ts';
import { plantillaColumns } from '../../src/plantillas/plantilla-columns.ts';
import type { SampleCell } from '../../src/plantillas/sample/sample-cell.ts';
import { sampleFileName } from '../../src/plantillas/sample/sample-file-name.ts';
import { sampleSheet } from '../../src/plantillas/sample/sample-sheet.ts';
import { mapSheet, type TestCell } from '../map-sheet.ts';
import { randomFrom } from '../random.ts';

/** What became of mutated definitions: each was refused with places and reasons, or worked. */
export interface MutationRun {
  readonly refused: number;
  readonly worked: number;
}

/** Anything else that a definition does. */
export class MutationFailure extends Error {
  override readonly name = 'MutationFailure';
}

/** Always the same definitions for a seed. Throws MutationFailure with the first definition that breaks something. */
export function runMutations({ seed, runs }: { readonly seed: number; readonly runs: number }): MutationRun {
  const random = randomFrom(seed);
  const originals = readBuiltInPlantillas().map(
    ({ definition }): Json => JSON.parse(JSON.stringify(definition)),
  );
  let refused = 0;
  for (let i = 0; i < runs; i++) {
    let json = originals[i % originals.length] ?? null;
    for (let n = 0; n <= i % 3; n++) json = mutate(json, random);
    if (!works(json)) refused++;
  }
  return { refused, worked: runs - refused };
}

function works(json: Json): boolean {
  try {
    use(json);
    return true;
  } catch (error) {
    if (
      error instanceof DefinitionError &&
      error.problems.every(({ text }) => text.es !== '' && text.en !== '')
    ) {
      return false;
    }
    throw new MutationFailure(`This definition breaks something: ${JSON.stringify(json)}`, { cause: error });
  }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const ODD: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e9,
  '',
  '*',
  '* *',
  '{account}*',
  'ñ'.repeat(300),
  [],
  {},
  [[]],
  '0.05',
  'x',
];

/** What people write in definitions, where it may be right and where it is not. */
const WORDS = [
  'Línea',
  'Total',
  'Monto *',
  '* IGV',
  '*tot*',
  '*',
  'Importe',
  'total',
  'net',
  'quantity',
  'account',
  'mm:ss',
  'MB',
  'MINUTE',
  'DECIMAL',
  'DURATION',
  'WARN',
  'STRICT',
  'KEEP_QUANTITY',
  '{account}_{YYYYMM}',
  'RENTA',
  '.',
  ',',
] as const;

/** Mostly another value of the same kind, which may well do. */
function mutateLeaf(leaf: Json, random: () => number): Json {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  if (random() < 0.2) return pick(ODD) ?? null;
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf === 'number') return leaf + (random() < 0.5 ? 1 : -1);
  if (typeof leaf !== 'string') return leaf;
  return random() < 0.5 ? (pick(WORDS) ?? leaf) : `${leaf}${pick(['', ' ', '*', ' 2', '.'])}`;
}

/** Changes, drops, doubles or moves one value somewhere in a definition, as slips of the keyboard and merges do. */
function mutate(json: Json, random: () => number): Json {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  if (typeof json !== 'object' || json === null) return mutateLeaf(json, random);
  if (random() < 0.02) return pick(ODD) ?? null;
  if (Array.isArray(json)) {
    const i = Math.floor(random() * json.length);
    const each = json[i];
    if (each === undefined || random() < 0.03) return [...json, pick(ODD) ?? null];
    if (random() < 0.1) return [...json.slice(0, i), each, ...json.slice(i)];
    if (random() < 0.1) return json.filter((_, n) => n !== i);
    return json.map((other, n) => (n === i ? mutate(other, random) : other));
  }
  const keys = Object.keys(json);
  const key = pick(keys);
  const other = pick(keys);
  if (key === undefined || other === undefined) return { x: 1 };
  if (random() < 0.1) return Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
  if (random() < 0.03) return { ...json, [`${key}s`]: json[key] ?? null };
  if (random() < 0.05) return { ...json, [key]: json[other] ?? null };
  return { ...json, [key]: mutate(json[key] ?? null, random) };
}

function written(cell: SampleCell): TestCell {
  if (cell === null || typeof cell === 'string') return cell;
  if ('number' in cell) return { n: String(cell.number) };
  return 'cents' in cell ? { n: String(cell.cents / 100) } : String(cell.day);
}

/** Everything that is done with a definition that was accepted. */
function use(json: unknown): void {
  const definition = parseDefinition(json);
  const periodo = parsePeriodo('2026-09');
  const name = sampleFileName(definition, periodo);
  for (const { code } of definition.tiposArchivo) {
    plantillaColumns(definition, code);
    const sheet = sampleSheet(definition, code, periodo);
    const head = Array.from({ length: sheet.headerRows - 1 }, () => []);
    const rows = sheet.rows.map((row) => row.map(written));
    const { error } = mapSheet(json, [sheet.columns.map(({ header }) => header), ...head, ...rows], {
      periodo,
      tipoArchivo: code,
      fileName: name,
    });
    if (error !== undefined && !(error instanceof ImportFailedError)) throw error;
  }
}
