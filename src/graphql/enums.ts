import type * as domain from '../domain/codes.ts';
import type { ImportChangeKind } from '../imports/import-change.ts';
import type { Direction, ImportOrderField } from '../imports/import-order.ts';
import type { Builder } from './builder.ts';
import * as codes from './code-words.ts';
import * as words from './enum-words.ts';

/** Registers every enum of the contract, those that no field uses yet as well. */
export function addEnums(builder: Builder) {
  const add = <V extends string>(name: string, { description, values }: words.EnumWords<V>) =>
    builder.enumType(name, { description, values: describedValues(values) });
  return {
    Estado: add<domain.Estado>('Estado', words.ESTADO),
    EstadoFilter: add<domain.EstadoFilter>('EstadoFilter', words.ESTADO_FILTER),
    ImportPhase: add<domain.ImportPhase>('ImportPhase', words.IMPORT_PHASE),
    ImportOutcome: add<domain.ImportOutcome>('ImportOutcome', words.IMPORT_OUTCOME),
    ErrorPolicy: add<domain.ErrorPolicy>('ErrorPolicy', words.ERROR_POLICY),
    DuplicatePolicy: add<domain.DuplicatePolicy>('DuplicatePolicy', words.DUPLICATE_POLICY),
    ImportAction: add<domain.ImportAction>('ImportAction', words.IMPORT_ACTION),
    ProgramacionMode: add<domain.ProgramacionMode>('ProgramacionMode', words.PROGRAMACION_MODE),
    FileFormat: add<domain.FileFormat>('FileFormat', words.FILE_FORMAT),
    FileKind: add<domain.FileKind>('FileKind', words.FILE_KIND),
    ColumnType: add<domain.ColumnType>('ColumnType', words.COLUMN_TYPE),
    ColumnContract: add<domain.ColumnContract>('ColumnContract', words.COLUMN_CONTRACT),
    ColumnMatch: add<keyof typeof words.COLUMN_MATCH.values>('ColumnMatch', words.COLUMN_MATCH),
    ChargeConcept: add<domain.ChargeConcept>('ChargeConcept', words.CHARGE_CONCEPT),
    Unit: add<domain.Unit>('Unit', words.UNIT),
    Severity: add<domain.Severity>('Severity', words.SEVERITY),
    Role: add<domain.Role>('Role', words.ROLE),
    ApiTokenScope: add<domain.ApiTokenScope>('ApiTokenScope', codes.API_TOKEN_SCOPE),
    AuditAction: add<domain.AuditAction>('AuditAction', codes.AUDIT_ACTION),
    FailureCode: add<domain.FailureCode>('FailureCode', codes.FAILURE_CODE),
    RowIssueCode: add<domain.RowIssueCode>('RowIssueCode', codes.ROW_ISSUE_CODE),
    ProblemCode: add<domain.ProblemCode>('ProblemCode', codes.PROBLEM_CODE),
    ImportEventKind: add<domain.ImportEventKind>('ImportEventKind', codes.IMPORT_EVENT_KIND),
    ImportChangeKind: add<ImportChangeKind>('ImportChangeKind', codes.IMPORT_CHANGE_KIND),
    ImportOrderField: add<ImportOrderField>('ImportOrderField', codes.IMPORT_ORDER_FIELD),
    Direction: add<Direction>('Direction', codes.DIRECTION),
    StatsDimension: add<codes.StatsDimension>('StatsDimension', codes.STATS_DIMENSION),
  };
}

function describedValues<V extends string>(values: Readonly<Record<V, string>>) {
  const described = Object.entries<string>(values).map(([value, description]) => [
    value,
    { value, description },
  ]);
  return Object.fromEntries(described) as Record<V, { value: V; description: string }>;
}
