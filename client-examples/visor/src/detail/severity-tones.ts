import type { Severity } from '../generated/graphql.ts';
import type { Tone } from '../visor/import-status.ts';

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  ERROR: 'bad',
  WARNING: 'warn',
  INFO: 'off',
};
