/** The closed lists of the public contract, spelled as in schema/schema.graphql. */
export const ESTADOS = ['PENDIENTE', 'EN_PROCESO', 'FINALIZADO', 'ELIMINADO'] as const;
export type Estado = (typeof ESTADOS)[number];

export const ESTADO_FILTERS = ['PENDIENTE_Y_EN_PROCESO', ...ESTADOS] as const;
export type EstadoFilter = (typeof ESTADO_FILTERS)[number];

export const IMPORT_PHASES = [
  'AWAITING_FILE',
  'READY',
  'SCHEDULED',
  'QUEUED',
  'READING',
  'AWAITING_CONFIRMATION',
  'STORING',
  'RECONCILING',
  'RESUMING',
  'CANCELING',
  'DONE',
] as const;
export type ImportPhase = (typeof IMPORT_PHASES)[number];

export const IMPORT_OUTCOMES = [
  'SUCCEEDED',
  'SUCCEEDED_WITH_ISSUES',
  'FAILED',
  'CANCELED',
  'REVERTED',
] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

export const ERROR_POLICIES = ['REJECT_FILE', 'REJECT_ROWS'] as const;
export type ErrorPolicy = (typeof ERROR_POLICIES)[number];

export const DUPLICATE_POLICIES = ['REJECT', 'REPLACE', 'ADD'] as const;
export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];

export const IMPORT_ACTIONS = [
  'UPLOAD_FILE',
  'START',
  'DELETE',
  'CONFIRM',
  'CANCEL',
  'RETRY',
  'REVERT',
  'REPROCESS_ROWS',
  'DOWNLOAD_REJECTED',
] as const;
export type ImportAction = (typeof IMPORT_ACTIONS)[number];

export const PROGRAMACION_MODES = ['AHORA', 'EN_FECHA'] as const;
export type ProgramacionMode = (typeof PROGRAMACION_MODES)[number];

export const FILE_FORMATS = [
  'XLSX',
  'XLSM',
  'XLSB',
  'XLS',
  'ODS',
  'CSV',
  'HTML',
  'ZIP',
  'PDF',
  'IMAGE',
  'ENCRYPTED',
  'EMPTY',
  'UNKNOWN',
] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const FILE_KINDS = [
  'DETALLE_CONSUMO',
  'CHARGES',
  'LINEA_SUMMARY',
  'ADJUSTMENTS',
  'INVOICE',
  'LINEA_INVENTORY',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export const COLUMN_TYPES = [
  'LINEA',
  'TEXT',
  'INTEGER',
  'DECIMAL',
  'DATE',
  'TIME',
  'DATE_TIME',
  'DURATION',
  'DATA_VOLUME',
  'PERIODO',
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export const COLUMN_CONTRACTS = ['STRICT', 'ALLOW_NEW', 'WARN'] as const;
export type ColumnContract = (typeof COLUMN_CONTRACTS)[number];

export const CHARGE_CONCEPTS = [
  'FIXED_CHARGE',
  'PRORATION',
  'DISCOUNT',
  'BONUS',
  'PACKAGE',
  'VOICE',
  'DATA',
  'SMS',
  'ROAMING',
  'LONG_DISTANCE',
  'THIRD_PARTY',
  'DEVICE',
  'RECONNECTION',
  'ADJUSTMENT',
  'TAX',
  'OTHER',
] as const;
export type ChargeConcept = (typeof CHARGE_CONCEPTS)[number];

export const UNITS = ['MINUTE', 'SECOND', 'KB', 'MB', 'GB', 'EVENT', 'MONTH'] as const;
export type Unit = (typeof UNITS)[number];

export const SEVERITIES = ['ERROR', 'WARNING', 'INFO'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Every RowIssueCode and its severity: ERROR rejects its row, WARNING keeps it, INFO tells. */
export const ROW_ISSUE_SEVERITY = {
  MISSING_COLUMN: 'WARNING',
  DUPLICATE_COLUMN: 'WARNING',
  NEW_COLUMN: 'WARNING',
  MISSING_VALUE: 'ERROR',
  INVALID_NUMBER: 'ERROR',
  AMBIGUOUS_NUMBER: 'ERROR',
  INVALID_DATE: 'ERROR',
  AMBIGUOUS_DATE: 'ERROR',
  INVALID_TIME: 'ERROR',
  DATE_OUTSIDE_PERIODO: 'WARNING',
  INVALID_DURATION: 'ERROR',
  INVALID_DATA_VOLUME: 'ERROR',
  INVALID_PERIODO: 'ERROR',
  INVALID_LINEA: 'ERROR',
  LINEA_LOST_DIGITS: 'ERROR',
  GARBLED_TEXT: 'WARNING',
  FORMULA_WITHOUT_VALUE: 'ERROR',
  ERROR_CELL: 'ERROR',
  DUPLICATE_ROW: 'INFO',
  TOTAL_ROW: 'INFO',
  EXCLUDED_ROW: 'INFO',
  OTHER_PERIODO: 'ERROR',
  UNKNOWN_CONCEPT: 'WARNING',
  TOTAL_MISMATCH: 'WARNING',
} as const satisfies Record<string, Severity>;
export type RowIssueCode = keyof typeof ROW_ISSUE_SEVERITY;
export const ROW_ISSUE_CODES = Object.keys(ROW_ISSUE_SEVERITY) as RowIssueCode[];

export const FAILURE_CODES = [
  'NO_HEADER',
  'SEVERAL_SHEETS',
  'NO_DATA_ROWS',
  'OTHER_PERIODO',
  'TWO_ACCOUNTS',
  'BROKEN_CONTENT',
  'LIMIT_EXCEEDED',
  'COLUMN_CONTRACT',
  'REJECTED_BY_POLICY',
  'ALL_ROWS_REJECTED',
  'DUPLICATE_PERIODO',
  'TOO_MANY_ATTEMPTS',
  'FILE_LOST',
  'INTERNAL',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export const PROBLEM_CODES = [
  'VALIDATION',
  'IDEMPOTENCY_KEY_REUSED',
  'NOT_FOUND',
  'DUPLICATE_FILE',
  'WRONG_STATE',
  'EMPTY_FILE',
  'UNREADABLE_FORMAT',
  'ENCRYPTED',
  'BROKEN_ZIP',
  'FILE_TOO_LARGE',
  'FILE_PURGED',
  'PERIODO_CLOSED',
  'CAPACITY',
  'BAD_CREDENTIALS',
  'TOO_MANY_ATTEMPTS',
  'WEAK_CONTRASENA',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export const IMPORT_EVENT_KINDS = [
  'CREATED',
  'FILE_RECEIVED',
  'SCHEDULED',
  'QUEUED',
  'STARTED',
  'STORING',
  'AWAITING_CONFIRMATION',
  'CONFIRMED',
  'RECONCILING',
  'RESUMED',
  'CANCELING',
  'FINISHED',
  'CANCELED',
  'DELETED',
  'REVERTED',
  'REPROCESSED',
] as const;
export type ImportEventKind = (typeof IMPORT_EVENT_KINDS)[number];

export const ROLES = ['ADMIN', 'SUPERVISOR', 'ANALYST', 'READER'] as const;
export type Role = (typeof ROLES)[number];

/** What an API token may read, beside the catalog. */
export const API_TOKEN_SCOPES = ['IMPORTS', 'CHARGES', 'ISSUES'] as const;
export type ApiTokenScope = (typeof API_TOKEN_SCOPES)[number];

export const AUDIT_ACTIONS = [
  'EMPRESA_CREATED',
  'USUARIO_CREATED',
  'USUARIO_CHANGED',
  'CONTRASENA_SET',
  'CONTRASENA_CHANGED',
  'OPERADOR_CREATED',
  'OPERADOR_CHANGED',
  'PLANTILLA_SAVED',
  'API_TOKEN_CREATED',
  'API_TOKEN_REVOKED',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
