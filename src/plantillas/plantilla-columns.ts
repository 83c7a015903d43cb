import type { ColumnType } from '../domain/codes.ts';
import type { ColumnDefinition, Definition } from './definition/definition-schema.ts';
import { columnType, tipoLayout } from './definition/tipo-layout.ts';

/** A column as GraphQL's PlantillaColumn shows it. */
export interface PlantillaColumn {
  /**
   * The field it feeds; "check" for a control column, "concept" for one that only decides it, "" for one that is
   * ignored.
   */
  readonly field: string;
  readonly header: string;
  readonly aliases: readonly string[];
  readonly type: ColumnType;
  readonly required: boolean;
  readonly fillDown: boolean;
  readonly variable: boolean;
}

/** The columns that a tipo de archivo speaks of, in its order, then its patterns for variable columns. No constants. */
export function plantillaColumns(definition: Definition, tipoArchivoCode: string): PlantillaColumn[] {
  const { tipo, variableColumns, usageColumns } = tipoLayout(definition, tipoArchivoCode);
  const named = tipo.columns.flatMap((column): PlantillaColumn[] =>
    column.header === undefined
      ? []
      : [
          {
            field: shownField(column),
            header: column.header,
            aliases: column.aliases,
            type: columnType(tipo, column),
            required: column.required,
            fillDown: column.fillDown,
            variable: false,
          },
        ],
  );
  const variable = (variableColumns?.match ?? []).map(
    (header): PlantillaColumn => ({
      field: 'total',
      header,
      aliases: [],
      type: 'DECIMAL',
      required: false,
      fillDown: false,
      variable: true,
    }),
  );
  const usage = usageColumns.flatMap(({ match, type }) =>
    match.map(
      (header): PlantillaColumn => ({
        field: 'quantity',
        header,
        aliases: [],
        type,
        required: false,
        fillDown: false,
        variable: true,
      }),
    ),
  );
  return [...named, ...variable, ...usage];
}

function shownField({ field, check, decidesConcept }: ColumnDefinition): string {
  return field ?? (check !== undefined ? 'check' : decidesConcept ? 'concept' : '');
}
