import type { ColumnContract, RowIssueCode } from '../../domain/codes.ts';
import { ImportFailedError } from '../../domain/errors.ts';
import { type Message, message } from '../../domain/message.ts';
import { type Binding, feeds } from '../bind-columns.ts';
import type { HeaderMatch } from '../find-header.ts';
import { type NearHeader, nearHeaders, nearHeadersText } from '../near-headers.ts';

/** What is doubtful about a column; it stands at the header row. */
export interface ColumnIssue {
  readonly code: Extract<RowIssueCode, 'NEW_COLUMN' | 'DUPLICATE_COLUMN' | 'MISSING_COLUMN'>;
  /** Undefined for a column that is not there. */
  readonly column: number | undefined;
  readonly header: string;
  /** The header that it looks like: of a missing column one of the file, of a new one a missing one. */
  readonly detail?: string | undefined;
}

/**
 * What the contract makes of columns that are new, doubled or missing; one that was renamed is both new and missing, and
 * the two are named together. Another order is no difference: a column is known by its header. Throws COLUMN_CONTRACT,
 * naming the columns, where a required one is missing and, with STRICT, where any named one is missing or an unknown one
 * has come.
 */
export function checkColumnContract(
  contract: ColumnContract,
  binding: Binding,
  header: HeaderMatch,
): ColumnIssue[] {
  const strict = contract === 'STRICT';
  const missing = binding.missing
    .filter((each) => each.required || (strict && !each.optional))
    .map((each) => each.header ?? '');
  const added = strict ? binding.unknown.map((each) => each.header) : [];
  const near = nearHeaders(strangers(binding), headersOf(binding.missing));
  if (missing.length > 0 || added.length > 0) throw brokenContract(missing, added, near, header);
  return [
    ...headersOf(binding.missing.filter((each) => feeds(each) && !each.optional)).map((name) => ({
      code: 'MISSING_COLUMN' as const,
      column: undefined,
      header: name,
      detail: near.find((each) => each.missing === name)?.written,
    })),
    ...binding.duplicates.map((each) => ({ code: 'DUPLICATE_COLUMN' as const, ...each })),
    ...(contract === 'WARN' ? binding.unknown : []).map((each) => ({
      code: 'NEW_COLUMN' as const,
      ...each,
      detail: near.find(({ written }) => written === each.header)?.missing,
    })),
  ];
}

/** Headers by which nothing is known; a variable column may be a named one under another name. */
function strangers({ unknown, variable }: Binding): string[] {
  return [...unknown, ...variable].map(({ header }) => header);
}

function headersOf(columns: readonly { readonly header?: string | undefined }[]): string[] {
  return columns.map(({ header }) => header ?? '');
}

function brokenContract(
  missing: readonly string[],
  added: readonly string[],
  near: readonly NearHeader[],
  header: HeaderMatch,
): ImportFailedError {
  const [lacking, extra] = [missing, added].map((names) => names.map((name) => `"${name}"`).join(', '));
  const es = [
    ...(missing.length > 0 ? [`no tiene columnas que la plantilla exige: ${lacking}`] : []),
    ...(added.length > 0 ? [`tiene columnas que la plantilla no conoce: ${extra}`] : []),
  ];
  const en = [
    ...(missing.length > 0 ? [`lacks columns that the plantilla requires: ${lacking}`] : []),
    ...(added.length > 0 ? [`has columns that the plantilla does not know: ${extra}`] : []),
  ];
  const renamed = near.filter((each) => missing.includes(each.missing) || added.includes(each.written));
  const alike = nearHeadersText(renamed);
  return new ImportFailedError(
    'COLUMN_CONTRACT',
    message(
      `La cabecera de la fila ${header.row} ${es.join(' y ')}${alike.es && `. ${alike.es}`}`,
      `The header in row ${header.row} ${en.join(' and ')}${alike.en && `. ${alike.en}`}`,
    ),
    {
      row: header.row,
      ...(missing.length > 0 ? { missingColumns: missing } : {}),
      ...(added[0] !== undefined ? { column: added[0] } : {}),
      hint: renamed.length > 0 ? RENAMED : CHANGED,
    },
  );
}

const CHANGED: Message = message(
  'Si el operador cambió su archivo, guarde una versión nueva de la plantilla con las columnas de ahora.',
  'If the operador has changed its file, save a new version of the plantilla with the columns as they are now.',
);
const RENAMED: Message = message(
  'Si son la misma columna con otro nombre, añada el de ahora a sus aliases en una versión nueva de la plantilla, o corrija la cabecera en el archivo.',
  'If they are the same column under another name, add that name to its aliases in a new version of the plantilla, or correct the header in the file.',
);
