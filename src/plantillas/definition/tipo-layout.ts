import type { ColumnType } from '../../domain/codes.ts';
import { ImportFailedError } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import type {
  ColumnDefinition,
  ConceptRuleDefinition,
  DatesDefinition,
  Definition,
  HeaderDefinition,
  NumbersDefinition,
  QuantityColumnDefinition,
  RowRuleDefinition,
  TipoArchivoDefinition,
  UsageColumnDefinition,
  VariableColumnsDefinition,
} from './definition-schema.ts';
import { FIELD_TYPES } from './fields.ts';

/** One tipo de archivo with everything that holds for it: its own words first, else those of the whole definition. */
export interface TipoLayout {
  readonly tipo: TipoArchivoDefinition;
  readonly header: HeaderDefinition;
  readonly sheet: readonly string[];
  readonly numbers: NumbersDefinition;
  readonly dates: DatesDefinition;
  readonly rows: readonly RowRuleDefinition[];
  readonly variableColumns: VariableColumnsDefinition | undefined;
  readonly usageColumns: readonly UsageColumnDefinition[];
  /** Its own first, then those of the whole definition. */
  readonly concepts: readonly ConceptRuleDefinition[];
  /** As the definition writes it. */
  readonly fileName: string | undefined;
}

/** Throws INTERNAL for a code that the definition does not have: whoever schedules has checked it. */
export function tipoLayout(definition: Definition, code: string): TipoLayout {
  const tipo = definition.tiposArchivo.find((each) => each.code === code);
  const header = tipo?.header ?? definition.header;
  if (!tipo || !header) {
    throw new ImportFailedError(
      'INTERNAL',
      message(
        `La plantilla no describe el tipo de archivo "${code}"`,
        `The plantilla does not describe the tipo de archivo "${code}"`,
      ),
    );
  }
  return {
    tipo,
    header,
    sheet: tipo.sheet ?? definition.sheet ?? [],
    numbers: tipo.numbers ?? definition.numbers ?? { decimal: '.', signs: [], blanks: [] },
    dates: tipo.dates ?? definition.dates ?? { order: 'dmy' },
    rows: tipo.rows ?? definition.rows ?? [],
    variableColumns: tipo.variableColumns ?? definition.variableColumns,
    usageColumns: tipo.usageColumns ?? definition.usageColumns ?? [],
    concepts: [...tipo.concepts, ...definition.concepts],
    fileName: tipo.fileName ?? definition.fileName,
  };
}

/** The type of a column's cells; occurredAt beside an occurredOn is a time of day, alone it is date and time. */
export function columnType(tipo: TipoArchivoDefinition, column: ColumnDefinition): ColumnType {
  if (column.type !== undefined) return column.type;
  if (column.check !== undefined) return 'DECIMAL';
  if (column.field === undefined) return 'TEXT';
  if (column.field === 'occurredAt' && tipo.columns.some((other) => other.field === 'occurredOn'))
    return 'TIME';
  return FIELD_TYPES[column.field][0];
}

/** One or several, always as a list. */
export function quantityColumns({
  quantity,
}: VariableColumnsDefinition): readonly QuantityColumnDefinition[] {
  if (quantity === undefined) return [];
  return Array.isArray(quantity) ? quantity : [quantity];
}
