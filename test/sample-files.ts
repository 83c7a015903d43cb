import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = join(import.meta.dirname, 'fixtures', 'samples');

/** The exact outcome of importing a sample with its plantilla, whose code is the file's base name. */
export interface ExpectedOutcome {
  readonly periodo: string;
  readonly tipo: string;
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rowsSkipped: number;
  readonly charges: number;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly declaredTotal?: string;
  readonly lineas: number;
  readonly issues: Readonly<Record<string, number>>;
}

export function expectedOutcomes(): [name: string, expected: ExpectedOutcome][] {
  return Object.entries(JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')));
}

/** The bytes of a sample; the one that would be too large to keep is kept gzipped. */
export function sampleFile(name: string): Uint8Array {
  return name.endsWith('.csv')
    ? gunzipSync(readFileSync(join(FOLDER, `${name}.gz`)))
    : readFileSync(join(FOLDER, name));
}
