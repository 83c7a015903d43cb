import { afterAll, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openXlsx } from './open-xlsx.ts';
import { workbookParts } from './workbook-parts.test-data.ts';
import { zipOf } from './zip-of.test-data.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

class Stopped extends Error {}

it('stops while the shared strings load, long before their end and the first row, with what onBytes throws', () => {
  const strings = Array.from({ length: 200_000 }, (_, n) => `<si><t>${n * 7919} texto</t></si>`).join('');
  const path = folder.write(
    zipOf(workbookParts({ sheet: '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings })),
  );
  const piecesOf = (stopAt: number): number => {
    let pieces = 0;
    let rows = 0;
    using file = openXlsx(path, DEFAULT_READ_LIMITS, {
      onBytes: () => {
        if (++pieces === stopAt) throw new Stopped();
      },
    });
    const read = () => file.read(0, () => ++rows > 0);
    if (stopAt === Number.POSITIVE_INFINITY) read();
    else expect(read).toThrow(Stopped);
    expect(rows).toBe(stopAt === Number.POSITIVE_INFINITY ? 1 : 0);
    return pieces;
  };
  const all = piecesOf(Number.POSITIVE_INFINITY);
  const opening = 6; // at most so many pieces are read before any sheet
  expect(all).toBeGreaterThan(4 * opening);
  expect(piecesOf(opening + 3)).toBe(opening + 3);
});
