import { ImportFailedError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import type { Periodo } from '../../domain/periodo.ts';
import type { Binding } from '../bind-columns.ts';
import { ymdOfIso } from '../cells/calendar.ts';
import { fileNameParts, readFileName } from '../definition/file-name.ts';
import type { TipoLayout } from '../definition/tipo-layout.ts';

/**
 * The account that the file's name tells; undefined where it tells none or a column of the file does. OTHERWISE: the name
 * is not written as the definition says, and nothing else tells. Throws OTHER_PERIODO where it names another month.
 */
export function readNameOf(
  file: { readonly fileName?: string | undefined; readonly periodo: Periodo },
  { fileName: pattern }: TipoLayout,
  { columns }: Binding,
): 'OTHERWISE' | { readonly account: string | undefined } {
  if (pattern === undefined) return { account: undefined };
  const facts = readFileName(pattern, file.fileName);
  if (facts?.month !== undefined && facts.month !== ymdOfIso(file.periodo)) {
    throw otherPeriodo(file, facts.month);
  }
  const isNeeded = fileNameParts(pattern).some(({ kind }) => kind === 'ACCOUNT') && !hasColumn(columns);
  if (!isNeeded) return { account: undefined };
  return facts ?? 'OTHERWISE';
}

function hasColumn(columns: Binding['columns']): boolean {
  return columns.some(({ definition }) => definition.field === 'account');
}

function otherPeriodo(
  { fileName, periodo }: { readonly fileName?: string | undefined; readonly periodo: Periodo },
  month: number,
): ImportFailedError {
  const other = `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
  return new ImportFailedError(
    'OTHER_PERIODO',
    message(
      `El archivo "${fileName}" es de otro periodo por su nombre: ${other}, y se importa ${periodo}`,
      `The file "${fileName}" is of another periodo by its name: ${other}, and ${periodo} is being imported`,
    ),
    {
      hint: message(
        `Programe la importación con el periodo ${other}, o adjunte el archivo de ${periodo}.`,
        `Schedule the import with the periodo ${other}, or attach the file of ${periodo}.`,
      ),
    },
  );
}
