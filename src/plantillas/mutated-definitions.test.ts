import { describe, expect, it } from 'vitest';
import { mapSheet, type TestCell } from '../../test/map-sheet.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import { readBuiltInPlantillas } from './built-in.ts';
import { DefinitionError } from './definition/definition-error.ts';
import { parseDefinition } from './definition.ts';
import { plantillaColumns } from './plantilla-columns.ts';
import type { SampleCell } from './sample/sample-cell.ts';
import { sampleFileName } from './sample/sample-file-name.ts';
import { sampleSheet } from './sample/sample-sheet.ts';

const SEED = 20260918;
const MUTATIONS = 3_000;

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
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

/** Changes, drops, doubles or moves one value somewhere in a definition, as slips of the keyboard and merges do. */
function mutate(json: Json, random: () => number): Json {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  if (typeof json !== 'object' || json === null || random() < 0.08) return pick(ODD) ?? null;
  if (Array.isArray(json)) {
    const i = Math.floor(random() * json.length);
    const each = json[i];
    if (each === undefined || random() < 0.1) return [...json, pick(ODD) ?? null];
    if (random() < 0.1) return [...json.slice(0, i), each, ...json.slice(i)];
    if (random() < 0.1) return json.filter((_, n) => n !== i);
    return json.map((other, n) => (n === i ? mutate(other, random) : other));
  }
  const keys = Object.keys(json);
  const key = pick(keys);
  const other = pick(keys);
  if (key === undefined || other === undefined) return { x: 1 };
  if (random() < 0.1) return Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
  if (random() < 0.1) return { ...json, [`${key}s`]: json[key] ?? null };
  if (random() < 0.1) return { ...json, [key]: json[other] ?? null };
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

describe('a definition that something happened to', () => {
  it('is refused with places and reasons, or works: nothing else ever happens', () => {
    const random = randomFrom(SEED);
    const originals = readBuiltInPlantillas().map(
      ({ definition }) => JSON.parse(JSON.stringify(definition)) as Json,
    );
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      let json = originals[i % originals.length] ?? null;
      for (let n = 0; n <= i % 3; n++) json = mutate(json, random);
      try {
        use(json);
      } catch (error) {
        if (!(error instanceof DefinitionError)) throw new Error(JSON.stringify(json), { cause: error });
        refused++;
        expect(error.problems.length).toBeGreaterThan(0);
        for (const { text } of error.problems)
          expect(Math.min(text.es.length, text.en.length)).toBeGreaterThan(10);
      }
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 4);
    expect(refused).toBeLessThan(MUTATIONS);
  }, 60_000);
});
