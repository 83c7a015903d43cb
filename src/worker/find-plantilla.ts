import { plainText } from '../plantillas/definition/match-text.ts';
import type { Definition } from '../plantillas/definition.ts';
import { findHeader, type HeaderMatch, type HeaderMiss, sheetMatches } from '../plantillas/find-header.ts';
import { type ColumnsMatched, matchColumns } from '../plantillas/match-columns.ts';
import type { PreviewRow } from './preview-head.ts';

/** A definition and one of its files. */
export interface Layout {
  /** Index among the task's candidates. */
  readonly candidate: number;
  readonly definition: Definition;
  readonly tipoArchivo: string;
  readonly first: boolean;
}

export interface SheetHead {
  readonly sheet: number;
  readonly name: string | null;
  readonly rows: readonly PreviewRow[];
}

/** A layout whose header stands on a sheet. */
export interface Fit extends ColumnsMatched {
  readonly layout: Layout;
  readonly head: SheetHead;
  readonly header: HeaderMatch;
}

/** What the layouts that come first must reach not to be passed over for others that fit better. */
const ENOUGH = 0.5;

/**
 * The layout and sheet that fit best, by confidence; undefined where no sheet has the header of any. Those that come first
 * are taken where one of them fits well enough. Among equals: the sheet that the definition names, then the earlier layout
 * and sheet.
 */
export function findPlantilla(
  layouts: readonly Layout[],
  headsFor: (layout: Layout) => readonly SheetHead[],
): Fit | undefined {
  const fits = layouts.flatMap((layout) =>
    headsFor(layout).flatMap((head) => {
      const header = findHeader(layout.definition, layout.tipoArchivo, head.rows);
      if (!header.found) return [];
      return [{ layout, head, header, ...matchColumns(layout.definition, layout.tipoArchivo, header) }];
    }),
  );
  const first = best(fits.filter(({ layout }) => layout.first));
  return first !== undefined && first.confidence >= ENOUGH ? first : best(fits);
}

function best(fits: readonly Fit[]): Fit | undefined {
  let found: Fit | undefined;
  for (const fit of fits) {
    if (found === undefined || compare(fit, found) > 0) found = fit;
  }
  return found;
}

function compare(a: Fit, b: Fit): number {
  return a.confidence - b.confidence || Number(isNamedSheet(a)) - Number(isNamedSheet(b));
}

function isNamedSheet({ layout, head }: Fit): boolean {
  return sheetMatches(layout.definition, layout.tipoArchivo, head.name);
}

/**
 * Where people would look for the header where no layout has one: on the sheet and row that come nearest to the layout's,
 * else the first row. Undefined where no sheet has a row.
 */
export function nearestHeader(
  layout: Layout,
  heads: readonly SheetHead[],
): { head: SheetHead; header: HeaderMatch } | undefined {
  let nearest: { head: SheetHead; miss: HeaderMiss } | undefined;
  for (const head of heads) {
    const miss = findHeader(layout.definition, layout.tipoArchivo, head.rows);
    if (miss.found || head.rows.length === 0) continue;
    if (nearest === undefined || miss.missing.length < nearest.miss.missing.length) nearest = { head, miss };
  }
  if (nearest === undefined) return undefined;
  const { head, miss } = nearest;
  const row = head.rows.find(({ number }) => number === miss.row) ?? head.rows[0];
  return row && { head, header: headerAt(row) };
}

function headerAt({ number, cells }: PreviewRow): HeaderMatch {
  const named = cells.map(({ column, text }) => ({ column, text: text.trim() }));
  return {
    found: true,
    row: number,
    lastRow: number,
    cells: named
      .filter(({ text }) => text !== '')
      .map(({ column, text }) => ({ column, text, names: [plainText(text)] })),
  };
}
