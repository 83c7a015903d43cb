import { sampleFile } from '../catalog/sample-file.ts';
import type { ImportParts } from '../imports/parts.ts';
import { rejectedRowsFile } from '../imports/rejected-rows-file.ts';
import type { Downloads } from './downloads.ts';

/** What can be downloaded, and which verb makes it. */
export function downloadKinds(parts: ImportParts): Downloads['open'] {
  return {
    SAMPLE_FILE: ({ empresaId, id, language }) =>
      sampleFile(parts, { empresaId }, { plantillaId: id, language }),
    REJECTED_ROWS: (grant, signal) => rejectedRowsFile(parts, grant, signal),
  };
}
