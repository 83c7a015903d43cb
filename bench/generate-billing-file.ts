import type { BillingSheet } from './files/billing-sheet.ts';
import { conceptSheet } from './files/concept-sheet.ts';
import { writeWorkbook } from './files/write-workbook.ts';

export interface GeneratedFile {
  /** The plantilla and tipo de archivo that the file is laid out for. */
  readonly plantilla: string;
  readonly tipoArchivo: string;
  readonly periodo: string;
  readonly rows: number;
  /** Rows whose amount cannot be read: each is rejected with an INVALID_NUMBER. */
  readonly badRows: number;
  readonly charges: number;
  /** Exact, two decimals. */
  readonly total: string;
  readonly lineas: number;
}

/**
 * Writes a billing file as Excel would: layout movistar-mx-conceptos, one charge a row, shared strings behind the sheet.
 * With badEvery, each row of that number has an amount that cannot be read. The same options give the same bytes. Returns
 * what importing it must find. Memory stays flat but for the strings.
 */
export async function generateBillingFile(
  path: string,
  options: { rows: number; seed: number; badEvery?: number },
): Promise<GeneratedFile> {
  const sheet = conceptSheet(options);
  await writeWorkbook(path, sheet);
  return generatedFrom(sheet, options.rows);
}

/** Of a sheet whose rows were written. */
export function generatedFrom(
  { plantilla, tipoArchivo, periodo, figures }: BillingSheet,
  rows: number,
): GeneratedFile {
  const { badRows, charges, lineas } = figures;
  return { plantilla, tipoArchivo, periodo, rows, badRows, charges, total: figures.total(), lineas };
}
