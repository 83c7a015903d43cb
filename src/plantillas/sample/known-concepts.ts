import { CHARGE_CONCEPTS, type ChargeConcept } from '../../domain/codes.ts';
import { compilePattern } from '../definition/match-text.ts';
import type { TipoLayout } from '../definition/tipo-layout.ts';
import { conceptRules, NO_CONCEPT } from '../plan/concept-rules.ts';
import { literal } from './sample-cell.ts';

export interface KnownConcept {
  readonly text: string;
  readonly concept: ChargeConcept;
}

/**
 * Texts that a rule for concepts knows, in the order of the rules; none that would make its row a total or leave it
 * out.
 */
export function knownConcepts(layout: TipoLayout): KnownConcept[] {
  const conceptOf = conceptFinder(layout);
  const telling = layout.rows
    .flatMap(({ when }) => Object.values(when))
    .filter((each) => literal(each) !== '');
  const marks = telling.map(compilePattern);
  return layout.concepts
    .flatMap(({ match }) => match)
    .flatMap((pattern): KnownConcept[] => {
      const text = literal(pattern) || 'Concepto';
      const concept = conceptOf(text);
      return concept === undefined || marks.some((mark) => mark.matches(text)) ? [] : [{ text, concept }];
    });
}

/** What the rules make of a text; undefined: nothing. */
export function conceptFinder({ concepts }: TipoLayout): (text: string) => ChargeConcept | undefined {
  const rules = conceptRules(concepts);
  return (text) => {
    const found = rules.ofText(text);
    return found === NO_CONCEPT ? undefined : CHARGE_CONCEPTS[found];
  };
}
