import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parsePeriodo } from '../src/domain/periodo.ts';
import type { BuiltInPlantilla } from '../src/plantillas/built-in.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'layouts');

export interface Sums {
  readonly charges: number;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
}

/** The exact outcome of importing a sample: what expected.json beside it says. */
export interface ExpectedSample extends Sums {
  readonly periodo: string;
  /** The name under which it comes, where that tells something. */
  readonly fileName?: string;
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rowsSkipped: number;
  readonly lineas: number;
  readonly declaredTotal: string | null;
  /** "" stands for none. */
  readonly accounts: readonly string[];
  /** Charges without a line. */
  readonly accountCharges: number;
  readonly concepts: Readonly<Record<string, Sums>>;
  /** Sums by unit. */
  readonly quantities: Readonly<Record<string, string>>;
  /** When each charge that says so occurred, sorted. */
  readonly occurred: readonly string[];
  /** Column of the charges → the distinct values that it shows, sorted. */
  readonly shown: Readonly<Record<string, readonly string[]>>;
  /** Every issue: "F12", or the row alone. */
  readonly issues: readonly { readonly code: string; readonly cell: string; readonly value: string | null }[];
}

export interface LayoutSample {
  /** "<plantilla>/<tipo>", and a name of its own where a tipo has several. */
  readonly name: string;
  readonly plantilla: string;
  readonly tipoArchivo: string;
  readonly path: string;
  readonly expected: ExpectedSample;
}

/** Every folder below fixtures/layouts that holds an expected.json, with the sample.* beside it. */
export function layoutSamples(): LayoutSample[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'expected.json')
    .map(({ parentPath }) => readSample(parentPath))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readSample(folder: string): LayoutSample {
  const name = relative(FOLDER, folder).split(sep).join('/');
  const [plantilla = '', tipoArchivo = ''] = name.split('/');
  const [file, another] = readdirSync(folder).filter((each) => each.startsWith('sample.'));
  if (file === undefined || another !== undefined) throw new Error(`${name} needs a single file sample.*`);
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  return { name, plantilla, tipoArchivo, path: join(folder, file), expected };
}

/** The version in force in the periodo, the highest if several: as the catalog chooses. */
export function inForce(
  plantillas: readonly BuiltInPlantilla[],
  code: string,
  periodo: string,
): BuiltInPlantilla | undefined {
  const month = parsePeriodo(periodo);
  return plantillas
    .filter((each) => each.code === code)
    .filter(({ validFrom, validTo }) => (validFrom ?? month) <= month && month <= (validTo ?? month))
    .sort((a, b) => b.version - a.version)[0];
}
