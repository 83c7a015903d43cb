import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of these files each takes many times as long as another. */
const LONGEST = [
  // Beside one that keeps a core busy, one that mostly waits.
  'delete-against-claim.e2e.test.ts',
  'crash.e2e.test.ts',
  'cancel-against-commit.e2e.test.ts',
  'hostile.test.ts',
  'sample-file.e2e.test.ts',
  'rejected-layouts.e2e.test.ts',
  'fuzz.test.ts',
  'embedded-postgres.test.ts',
];

/** Begins with the longest, so that at the end no file runs alone while other workers have nothing left to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.indexOf(basename(moduleId));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
