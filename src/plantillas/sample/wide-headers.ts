import type { ChargeConcept } from '../../domain/codes.ts';
import type { VariableColumnsDefinition } from '../definition/definition-schema.ts';
import { compilePattern, plainText } from '../definition/match-text.ts';
import { quantityColumns, type TipoLayout } from '../definition/tipo-layout.ts';
import { conceptFinder, knownConcepts } from './known-concepts.ts';
import { literal } from './sample-cell.ts';

/** As many products as show how the file is meant. */
const MAX_HEADERS = 6;

export interface WideHeader {
  readonly header: string;
  /** What the * of its pattern stands for; its companions are called by it. */
  readonly star: string;
  readonly concept: ChargeConcept | undefined;
}

/**
 * Headers that the variable columns match and that a rule knows, one for each concept; those that the header row must
 * hold come first, all of them.
 */
export function wideHeaders(layout: TipoLayout, definition: VariableColumnsDefinition): WideHeader[] {
  const conceptOf = conceptFinder(layout);
  const isTaken = takenHeaders(layout, definition);
  const wanted = layout.header.cells.flatMap((cell) => fitting(definition, literal(cell)));
  const known = definition.match.flatMap((pattern) => headersOf(pattern, layout));
  const chosen = new Map<string, WideHeader>();
  const concepts = new Set<ChargeConcept>();
  for (const [i, { header, star }] of [...wanted, ...known].entries()) {
    const concept = conceptOf(header);
    const isWanted = i < wanted.length;
    if (isTaken(header) || chosen.has(plainText(header))) continue;
    if (!isWanted && (concept === undefined || concepts.has(concept) || chosen.size >= MAX_HEADERS)) continue;
    if (concept) concepts.add(concept);
    chosen.set(plainText(header), { header, star, concept });
  }
  if (chosen.size > 0) return [...chosen.values()];
  const [pattern = '*'] = definition.match;
  return [{ header: pattern.replaceAll('*', 'Producto'), star: 'Producto', concept: undefined }];
}

/** The header by the first pattern that matches it. */
function fitting({ match }: VariableColumnsDefinition, header: string): { header: string; star: string }[] {
  for (const pattern of match) {
    const star = compilePattern(pattern).capture(plainText(header));
    if (star !== undefined) return [{ header, star }];
  }
  return [];
}

function headersOf(pattern: string, layout: TipoLayout): { header: string; star: string }[] {
  if (!pattern.includes('*')) return [{ header: pattern, star: pattern }];
  const compiled = compilePattern(pattern);
  return knownConcepts(layout).map(({ text }) => {
    const star = compiled.capture(plainText(text));
    if (star !== undefined) return { header: text, star };
    return { header: literal(pattern.replace('*', text)), star: text };
  });
}

/** Whether a header is that of another kind of column. */
function takenHeaders(
  { tipo, usageColumns }: TipoLayout,
  definition: VariableColumnsDefinition,
): (header: string) => boolean {
  const companions = [
    definition.taxHeader ?? [],
    quantityColumns(definition).map(({ header }) => header),
  ].flat();
  const taken = [
    ...tipo.columns.flatMap(({ header, aliases }) => [header ?? [], aliases].flat()),
    ...usageColumns.flatMap(({ match }) => match),
    ...companions,
  ].map(compilePattern);
  return (header) => taken.some((pattern) => pattern.matches(header));
}
