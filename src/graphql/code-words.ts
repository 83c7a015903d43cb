import type * as codes from '../domain/codes.ts';
import type { ImportChangeKind } from '../imports/import-change.ts';
import type { Direction, ImportOrderField } from '../imports/import-order.ts';
import type { EnumWords } from './enum-words.ts';

export const FAILURE_CODE = {
  description: 'Why an import ended FAILED. Never translated.',
  values: {
    NO_HEADER: 'No visible sheet has the header row that the plantilla describes.',
    SEVERAL_SHEETS: 'Several sheets have that header row; name one at the upload.',
    NO_DATA_ROWS: 'There is no row below the header.',
    OTHER_PERIODO: 'All rows belong to another month.',
    TWO_ACCOUNTS: 'Rows of several accounts where the plantilla allows one.',
    BROKEN_CONTENT: 'The content of the file is damaged.',
    LIMIT_EXCEEDED: 'The file needs more rows, columns or memory than is allowed.',
    COLUMN_CONTRACT: 'The columns differ from the plantilla, and its columnContract does not allow it.',
    REJECTED_BY_POLICY: 'At least one row is rejected, and errorPolicy is REJECT_FILE.',
    ALL_ROWS_REJECTED: 'No row is left to import.',
    DUPLICATE_PERIODO: 'The periodo is imported already; existing leads to it.',
    TOO_MANY_ATTEMPTS: 'Its worker was lost three times.',
    FILE_LOST: 'The stored file is gone.',
    INTERNAL: 'A fault of this program; the log has it whole.',
  },
} satisfies EnumWords<codes.FailureCode>;

export const ROW_ISSUE_CODE = {
  description: 'What is wrong with, or worth knowing of, a row, a cell or a column. Never translated.',
  values: {
    MISSING_COLUMN: 'WARNING: an optional column of the plantilla is not in the file.',
    DUPLICATE_COLUMN: 'WARNING: two columns have the same header; the first one counts.',
    NEW_COLUMN: 'WARNING: a column that the plantilla does not know.',
    MISSING_VALUE: 'ERROR: a required cell is blank.',
    INVALID_NUMBER: 'ERROR: not a number.',
    AMBIGUOUS_NUMBER: "ERROR: a number that can be read in two ways under the definition's style.",
    INVALID_DATE: 'ERROR: not a date.',
    AMBIGUOUS_DATE: 'ERROR: a date that can be read in two ways.',
    INVALID_TIME: 'ERROR: not a time of day.',
    DATE_OUTSIDE_PERIODO: 'WARNING: a date of another month than the periodo or its cycle.',
    INVALID_DURATION: 'ERROR: not a duration.',
    INVALID_DATA_VOLUME: 'ERROR: not an amount of data.',
    INVALID_PERIODO: 'ERROR: not a month.',
    INVALID_LINEA: 'ERROR: not a line number of the operador.',
    LINEA_LOST_DIGITS: 'ERROR: a line number that a spreadsheet has shortened to an exponent.',
    GARBLED_TEXT: 'WARNING: text whose accents were lost on the way.',
    FORMULA_WITHOUT_VALUE: 'ERROR: a formula saved without its result.',
    ERROR_CELL: 'ERROR: a cell that shows an error such as #N/A.',
    DUPLICATE_ROW: 'INFO: held already, skipped under duplicatePolicy ADD.',
    TOTAL_ROW: 'INFO: a total or footer row, skipped.',
    EXCLUDED_ROW: 'INFO: a row of a group that stays out of the total, skipped.',
    OTHER_PERIODO: 'ERROR: the row belongs to another month.',
    UNKNOWN_CONCEPT: 'WARNING: no concept of the plantilla matches; it counts as OTHER.',
    TOTAL_MISMATCH: 'WARNING: a total of the file differs from the sum of its parts.',
  },
} satisfies EnumWords<codes.RowIssueCode>;

export const PROBLEM_CODE = {
  description: 'Why a mutation did not do what was asked. Never translated.',
  values: {
    VALIDATION: 'The input does not do; fields says where.',
    IDEMPOTENCY_KEY_REUSED: 'The idempotencyKey was used before with other parameters.',
    NOT_FOUND: 'There is nothing with that id, at least not in this empresa.',
    DUPLICATE_FILE: 'The same bytes are imported already; existing leads to it.',
    WRONG_STATE: 'The import is not in a state that allows this.',
    EMPTY_FILE: 'The file has no bytes.',
    UNREADABLE_FORMAT: 'The bytes are of a kind that cannot be read here.',
    ENCRYPTED: 'The workbook asks for a password.',
    BROKEN_ZIP: 'The workbook is cut off or damaged.',
    FILE_TOO_LARGE: 'The file has more bytes than maxBytes.',
    FILE_PURGED: 'The file was removed after its retention.',
    PERIODO_CLOSED: 'The Conciliación of the periodo is closed.',
    CAPACITY: 'No room now; try again after retryAfterSeconds.',
    BAD_CREDENTIALS: 'The usuario, the contraseña or the token does not match.',
    TOO_MANY_ATTEMPTS: 'Too many failed log-ins; try again after retryAfterSeconds.',
    WEAK_CONTRASENA: 'The new contraseña does not do; fields says why.',
  },
} satisfies EnumWords<codes.ProblemCode>;

const LOGGED = {
  CREATED: 'It was scheduled.',
  FILE_RECEIVED: 'A file was attached, or replaced.',
  SCHEDULED: 'It waits for its date.',
  QUEUED: 'It waits for a free worker.',
  STARTED: 'A worker claimed it.',
  STORING: 'The last row is read; the commit is near.',
  AWAITING_CONFIRMATION: 'It waits for confirmImport.',
  CONFIRMED: 'It was confirmed.',
  RECONCILING: 'The bill is compared with what is contracted.',
  RESUMED: 'Its worker was lost; another attempt begins.',
  CANCELING: 'It was told to stop.',
  FINISHED: 'It ended SUCCEEDED, SUCCEEDED_WITH_ISSUES or FAILED.',
  CANCELED: 'It stopped without storing anything.',
  DELETED: 'It was deleted while pending.',
  REVERTED: 'Its charges were taken out again.',
  REPROCESSED: 'Corrected rows came in.',
} satisfies Record<codes.ImportEventKind, string>;

export const IMPORT_EVENT_KIND = {
  description: 'What happened to an import.',
  values: LOGGED,
} satisfies EnumWords<codes.ImportEventKind>;

export const IMPORT_CHANGE_KIND = {
  description: 'What a subscription tells of an import: what the log holds, and three kinds of its own.',
  values: {
    SNAPSHOT: 'How it stands now; nothing happened.',
    SNAPSHOT_END: 'The last SNAPSHOT was sent; live changes follow. Carries no import.',
    PROGRESS: 'Only the counters moved. Never logged.',
    ...LOGGED,
  },
} satisfies EnumWords<ImportChangeKind>;

export const IMPORT_ORDER_FIELD = {
  description: 'What a list of imports is sorted by; ties by id.',
  values: {
    QUEUE: 'The order in which the workers take them, the running ones first.',
    CREATED_AT: 'When it was scheduled.',
    STARTED_AT: 'When a worker first claimed it.',
    FINISHED_AT: 'When it became FINALIZADO.',
    PERIODO: 'Its periodo.',
  },
} satisfies EnumWords<ImportOrderField>;

export const DIRECTION = {
  description: 'The direction of a sort.',
  values: { ASC: 'Smallest, oldest or first in the queue first.', DESC: 'Largest, newest or last first.' },
} satisfies EnumWords<Direction>;

export type StatsDimension =
  | 'OPERADOR'
  | 'PERIODO'
  | 'TIPO_ARCHIVO'
  | 'PLANTILLA'
  | 'OUTCOME'
  | 'DAY'
  | 'MONTH';
export const STATS_DIMENSION = {
  description:
    "What statistics are grouped by. DAY and MONTH are of finishedAt in the operador's zone. Always grouped by currency as well; only imports that succeeded count into total.",
  values: {
    OPERADOR: 'By operador.',
    PERIODO: 'By periodo.',
    TIPO_ARCHIVO: 'By the code of the tipo de archivo.',
    PLANTILLA: 'By the code of the plantilla.',
    OUTCOME: 'By outcome.',
    DAY: 'By the day on which it finished.',
    MONTH: 'By the month in which it finished.',
  },
} satisfies EnumWords<StatsDimension>;

export const API_TOKEN_SCOPE = {
  description: 'What an API token may read, beside the catalog and the usuario who made it.',
  values: {
    IMPORTS: 'Imports with their totals, progress and log, lists, counts, and subscriptions.',
    CHARGES: 'Charges, which hold the numbers of lines.',
    ISSUES: 'Rejected and doubtful rows with what stood in them, and the file of rejected rows.',
  },
} satisfies EnumWords<codes.ApiTokenScope>;

export const AUDIT_ACTION = {
  description: 'What was administered.',
  values: {
    EMPRESA_CREATED: 'The empresa was made, on the command line of the server.',
    USUARIO_CREATED: 'A usuario was made.',
    USUARIO_CHANGED: 'Name, role or active of a usuario was set.',
    CONTRASENA_SET: 'A usuario got a new contraseña from an ADMIN or from the command line.',
    CONTRASENA_CHANGED: 'A usuario changed their own contraseña.',
    OPERADOR_CREATED: 'An operador of the empresa was made.',
    OPERADOR_CHANGED: 'An operador of the empresa was changed.',
    PLANTILLA_SAVED: 'A version of a plantilla was saved.',
    API_TOKEN_CREATED: 'An API token was made.',
    API_TOKEN_REVOKED: 'An API token was revoked.',
  },
} satisfies EnumWords<codes.AuditAction>;
