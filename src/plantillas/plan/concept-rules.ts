import { CHARGE_CONCEPTS } from '../../domain/codes.ts';
import { ByteMemo, UNKNOWN } from '../cells/byte-memo.ts';
import type { TextValue } from '../cells/cell-values.ts';
import type { ConceptRuleDefinition } from '../definition/definition-schema.ts';
import { compilePattern, firstMatch, plainText, type TextPattern } from '../definition/match-text.ts';

/** The index in CHARGE_CONCEPTS that a text means; NO_CONCEPT where no rule matches. */
export const NO_CONCEPT = -1;
export const OTHER_CONCEPT = CHARGE_CONCEPTS.indexOf('OTHER');
export const TAX_CONCEPT = CHARGE_CONCEPTS.indexOf('TAX');

export interface ConceptRules {
  ofText(text: string): number;
  /** The same for the bytes of a cell, remembered by them. */
  of(value: TextValue): number;
}

/** The first rule in the order written, the first of whose patterns that matches. */
export function conceptRules(definitions: readonly ConceptRuleDefinition[]): ConceptRules {
  const patterns: TextPattern[] = [];
  const concepts: number[] = [];
  for (const { match, is } of definitions) {
    for (const pattern of match) {
      patterns.push(compilePattern(pattern));
      concepts.push(CHARGE_CONCEPTS.indexOf(is));
    }
  }
  const memo = new ByteMemo();
  const ofText = (text: string): number => concepts[firstMatch(patterns, plainText(text))] ?? NO_CONCEPT;
  return {
    ofText,
    of: (value) => {
      if (!value.has) return NO_CONCEPT;
      const { bytes, start, end, shared } = value;
      const known = memo.find(bytes, start, end, shared);
      if (known !== UNKNOWN) return known - 1;
      const concept = ofText(bytes.toString('utf8', start, end));
      memo.add(bytes, start, end, concept + 1);
      return concept;
    },
  };
}
