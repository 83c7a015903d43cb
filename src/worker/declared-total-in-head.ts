import { ImportFailedError } from '../domain/errors.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { HeadRows, OpenFile } from '../domain/row.ts';
import { createMapper } from '../plantillas/mapper.ts';
import type { Fit } from './find-plantilla.ts';
import { eachHeadRow } from './preview-head.ts';

/** Nothing is handed over. */
const NO_BATCHES = 64 * 1024;
const NOWHERE = { charges() {}, issues() {}, hashes() {}, accounts() {} };

/**
 * The total that the file states, as importing it would find it, where it stands in the head; null where the definition
 * does not say where it stands, where it stands further down, and where the head would not be imported.
 */
export function declaredTotalInHead(
  { layout, head, header }: Fit,
  file: OpenFile,
  periodo: Periodo,
  wanted: HeadRows,
): string | null {
  const { definition, tipoArchivo } = layout;
  try {
    const mapper = createMapper({
      definition,
      tipoArchivo,
      header,
      periodo,
      empresaId: 0,
      importId: 0,
      attempt: 0,
      date1904: file.date1904,
      store: false,
      held: undefined,
      batchBytes: NO_BATCHES,
      sink: NOWHERE,
    });
    eachHeadRow(file, head.sheet, wanted, (row) => {
      mapper.row(row);
      return true;
    });
    return mapper.finish().totals.declaredTotal;
  } catch (error) {
    if (error instanceof ImportFailedError) return null;
    throw error;
  }
}
