import type { ApiTokenScope } from '../domain/codes.ts';
import { hasStored } from '../imports/stored-imports.ts';
import { CHARGE_COLUMNS } from './charge-columns.ts';
import type { Column } from './column.ts';
import { IMPORT_COLUMNS } from './import-columns.ts';
import { ISSUE_COLUMNS } from './issue-columns.ts';

export const DATA_SET_NAMES = ['imports', 'charges', 'issues'] as const;
export type DataSetName = (typeof DATA_SET_NAMES)[number];

/** What can be exported as one table. Its tables stand under the names i (imports), o (operadores) and u (usuarios). */
export interface DataSet {
  readonly name: DataSetName;
  readonly scope: ApiTokenScope;
  readonly columns: readonly Column[];
  /** Which imports have any rows in it. */
  readonly ofImports: string;
  /** Several rows of each import, by their n. Left out: the import itself is the row. */
  readonly rows?: { readonly table: string; readonly alias: string; readonly join: string };
}

export const DATA_SETS: Readonly<Record<DataSetName, DataSet>> = {
  imports: { name: 'imports', scope: 'IMPORTS', columns: IMPORT_COLUMNS, ofImports: 'true' },
  charges: {
    name: 'charges',
    scope: 'CHARGES',
    columns: CHARGE_COLUMNS,
    ofImports: `${hasStored('i')} AND i.rows_purged_at IS NULL`,
    rows: { table: 'charges', alias: 'c', join: 'c.empresa_id = i.empresa_id AND c.import_id = i.id' },
  },
  issues: {
    name: 'issues',
    scope: 'ISSUES',
    columns: ISSUE_COLUMNS,
    ofImports: `i.estado = 'FINALIZADO' AND i.rows_purged_at IS NULL`,
    rows: {
      table: 'row_issues',
      alias: 'r',
      join: 'r.empresa_id = i.empresa_id AND r.import_id = i.id AND r.attempt = i.attempt',
    },
  },
};
