import type { ColumnContract, RowIssueCode } from '../../domain/codes.ts';
import { ImportFailedError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import { type Binding, feeds } from '../bind-columns.ts';
import type { HeaderMatch } from '../find-header.ts';

/** What is doubtful about a column; it stands at the header row. */
export interface ColumnIssue {
  readonly code: Extract<RowIssueCode, 'NEW_COLUMN' | 'DUPLICATE_COLUMN' | 'MISSING_COLUMN'>;
  /** Undefined for a column that is not there. */
  readonly column: number | undefined;
  readonly header: string;
}

/**
 * What the contract makes of columns that are new, doubled or missing. Throws COLUMN_CONTRACT, naming the columns, where
 * a required one is missing and, with STRICT, where any named one is missing or an unknown one has come.
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
  if (missing.length > 0 || added.length > 0) throw brokenContract(missing, added, header);
  return [
    ...binding.missing
      .filter((each) => feeds(each) && !each.optional)
      .map((each) => ({ code: 'MISSING_COLUMN' as const, column: undefined, header: each.header ?? '' })),
    ...binding.duplicates.map((each) => ({ code: 'DUPLICATE_COLUMN' as const, ...each })),
    ...(contract === 'WARN' ? binding.unknown : []).map((each) => ({ code: 'NEW_COLUMN' as const, ...each })),
  ];
}

function brokenContract(
  missing: readonly string[],
  added: readonly string[],
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
  return new ImportFailedError(
    'COLUMN_CONTRACT',
    message(
      `La cabecera de la fila ${header.row} ${es.join(' y ')}`,
      `The header in row ${header.row} ${en.join(' and ')}`,
    ),
    {
      row: header.row,
      ...(missing.length > 0 ? { missingColumns: missing } : {}),
      ...(added[0] !== undefined ? { column: added[0] } : {}),
      hint: message(
        'Si el operador cambió su archivo, guarde una versión nueva de la plantilla con las columnas de ahora.',
        'If the operador has changed its file, save a new version of the plantilla with the columns as they are now.',
      ),
    },
  );
}
