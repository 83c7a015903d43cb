import type { ImportParts } from '../imports/parts.ts';
import type { Downloads } from './downloads.ts';

/** What can be downloaded, and which verb makes it. */
export function downloadKinds(_parts: ImportParts): Downloads['open'] {
  return {};
}
