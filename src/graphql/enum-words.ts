import type * as codes from '../domain/codes.ts';

/** What an enum says of itself and of every value; the order is the order in the printed schema. */
export interface EnumWords<V extends string = string> {
  readonly description: string;
  readonly values: Readonly<Record<V, string>>;
}

export const ESTADO = {
  description: 'Where an entry of the Cola stands: exactly these four, as on the screens.',
  values: {
    PENDIENTE: 'Waiting to be started: for its file, for its date or for a free worker.',
    EN_PROCESO: 'A worker has claimed it and reads or stores it.',
    FINALIZADO: 'Done processing; outcome says how it ended.',
    ELIMINADO: 'Deleted while it was pending.',
  },
} satisfies EnumWords<codes.Estado>;

export const ESTADO_FILTER = {
  description: "The viewer's dropdown: the four estados and the combined one. Left out = all.",
  values: {
    PENDIENTE_Y_EN_PROCESO: 'Both in one viewer, the running ones first.',
    PENDIENTE: 'Waiting to be started.',
    EN_PROCESO: 'Running.',
    FINALIZADO: 'Done processing.',
    ELIMINADO: 'Deleted while pending.',
  },
} satisfies EnumWords<codes.EstadoFilter>;

export const IMPORT_PHASE = {
  description: 'What an import is doing within its estado.',
  values: {
    AWAITING_FILE: 'PENDIENTE: no file has been attached yet.',
    READY: 'PENDIENTE: it has its file and waits for startImport.',
    SCHEDULED: 'PENDIENTE: it has its file and waits for its date.',
    QUEUED: 'PENDIENTE: it starts as soon as a worker is free.',
    READING: 'EN_PROCESO: from the claim, or the confirmation, to the last byte of the file.',
    AWAITING_CONFIRMATION: 'EN_PROCESO: read and checked, it waits for confirmImport and holds no worker.',
    STORING: 'EN_PROCESO: from the last batch of rows to the commit.',
    RECONCILING: 'EN_PROCESO: the bill is compared with what is contracted.',
    RESUMING: 'EN_PROCESO: its worker was lost; another attempt takes it up.',
    CANCELING: 'EN_PROCESO: it was told to stop and does so within a second.',
    DONE: 'FINALIZADO or ELIMINADO: nothing more happens by itself.',
  },
} satisfies EnumWords<codes.ImportPhase>;

export const IMPORT_OUTCOME = {
  description: 'How a FINALIZADO import ended. There is no fifth estado.',
  values: {
    SUCCEEDED: 'Every row came in; no ERROR and no WARNING.',
    SUCCEEDED_WITH_ISSUES: 'It came in, and at least one ERROR or WARNING was raised.',
    FAILED: 'No charge was stored; failure says why.',
    CANCELED: 'Stopped by a person, or not confirmed in time; no charge was stored.',
    REVERTED: 'It had succeeded, and its charges were taken out again.',
  },
} satisfies EnumWords<codes.ImportOutcome>;

export const ERROR_POLICY = {
  description: 'What becomes of a file that has rows which do not do.',
  values: {
    REJECT_FILE:
      'One ERROR is enough: the file is read to its end for all of its issues, then the import ends FAILED with REJECTED_BY_POLICY and stores no charge.',
    REJECT_ROWS: 'The rows with an ERROR are rejected and kept as issues, the others come in.',
  },
} satisfies EnumWords<codes.ErrorPolicy>;

export const DUPLICATE_POLICY = {
  description:
    'What to do where the same operador, plantilla, tipo de archivo, periodo and account are imported already.',
  values: {
    REJECT: 'The import ends FAILED with DUPLICATE_PERIODO.',
    REPLACE: 'The older import becomes REVERTED in the transaction that stores the new one.',
    ADD: 'Only rows that are not held yet come in; the others are skipped as DUPLICATE_ROW.',
  },
} satisfies EnumWords<codes.DuplicatePolicy>;

export const IMPORT_ACTION = {
  description: 'A mutation that a button may stand for.',
  values: {
    UPLOAD_FILE: 'uploadBillingFile',
    START: 'startImport',
    DELETE: 'deleteImport',
    CONFIRM: 'confirmImport',
    CANCEL: 'cancelImport',
    RETRY: 'retryImport',
    REVERT: 'revertImport',
    REPROCESS_ROWS: 'reprocessRows',
    DOWNLOAD_REJECTED: 'Download of the rejected rows.',
  },
} satisfies EnumWords<codes.ImportAction>;

export const PROGRAMACION_MODE = {
  description: 'When an import starts.',
  values: {
    AHORA: 'As soon as it has its file and a worker is free.',
    EN_FECHA: 'At a date and time, or when its file arrives, whichever is later.',
  },
} satisfies EnumWords<codes.ProgramacionMode>;

export const FILE_FORMAT = {
  description:
    "What a file is, found from its bytes and never from its extension. TSV counts as CSV; a zip with one readable file in it bears that file's format.",
  values: {
    XLSX: 'Excel workbook.',
    XLSM: 'Excel workbook with macros, which are never run.',
    XLSB: 'Excel binary workbook.',
    XLS: 'Excel 97-2003 workbook.',
    ODS: 'OpenDocument spreadsheet.',
    CSV: 'Text with one record a line, whatever its delimiter.',
    HTML: 'A web page, often one that is named .xls.',
    ZIP: 'An archive that is not a workbook.',
    PDF: 'A PDF document.',
    IMAGE: 'A picture.',
    ENCRYPTED: 'A workbook that asks for a password.',
    EMPTY: 'No bytes at all.',
    UNKNOWN: 'Nothing that is known here.',
  },
} satisfies EnumWords<codes.FileFormat>;

export const FILE_KIND = {
  description: 'What the rows of a tipo de archivo mean.',
  values: {
    DETALLE_CONSUMO: 'Consumption detail: calls, data, messages.',
    CHARGES: 'Charges of the bill, by line and concept.',
    LINEA_SUMMARY: 'One row a line with its amounts.',
    ADJUSTMENTS: 'Credits and debits after the bill.',
    INVOICE: 'The invoice as a whole.',
    LINEA_INVENTORY: 'The contracted lines; its rows are not charges.',
  },
} satisfies EnumWords<codes.FileKind>;

export const COLUMN_TYPE = {
  description: 'How the cells of a column are read.',
  values: {
    LINEA: 'A line number, kept as text.',
    TEXT: 'Text as it is written.',
    INTEGER: 'A whole number.',
    DECIMAL: 'An exact decimal number.',
    DATE: 'A day.',
    TIME: 'A time of day.',
    DATE_TIME: 'A day and a time of day, local to the operador.',
    DURATION: 'A length of time.',
    DATA_VOLUME: 'An amount of data.',
    PERIODO: 'A month.',
  },
} satisfies EnumWords<codes.ColumnType>;

export const COLUMN_CONTRACT = {
  description: 'What happens when the operator adds, drops or renames a column.',
  values: {
    STRICT:
      'A new column, or a named one that is missing or renamed, ends the import FAILED with COLUMN_CONTRACT. Another order is no difference.',
    ALLOW_NEW: 'New columns pass in silence; a required one must not be missing.',
    WARN: 'New columns pass with the WARNING NEW_COLUMN; a required one must not be missing.',
  },
} satisfies EnumWords<codes.ColumnContract>;

export const COLUMN_MATCH = {
  description: 'How a column of a file stands to the plantilla.',
  values: {
    EXACT: 'Its header is the one of the plantilla.',
    ALIAS: 'Its header is one of the aliases.',
    NEW: 'The plantilla does not know it.',
    MISSING: 'The plantilla has it, the file does not.',
    MOVED: 'It stands at another place than usual.',
  },
} satisfies EnumWords<'EXACT' | 'ALIAS' | 'NEW' | 'MISSING' | 'MOVED'>;

export const CHARGE_CONCEPT = {
  description:
    "What a charge is for, in one vocabulary for all operadores; the plantilla maps the operator's own words to it.",
  values: {
    FIXED_CHARGE: 'The monthly fee of the plan.',
    PRORATION: 'A part of a monthly fee, for a part of the month.',
    DISCOUNT: 'A discount, negative.',
    BONUS: 'A bonus or promotion.',
    PACKAGE: 'A package bought beside the plan.',
    VOICE: 'Calls.',
    DATA: 'Mobile data.',
    SMS: 'Messages.',
    ROAMING: 'Use abroad.',
    LONG_DISTANCE: 'Calls to other countries or areas.',
    THIRD_PARTY: 'Services of others billed through the operator.',
    DEVICE: 'Handsets and their instalments.',
    RECONNECTION: 'A fee for reconnecting a line.',
    ADJUSTMENT: 'A correction of an earlier bill.',
    TAX: 'A tax billed as a charge of its own.',
    OTHER: 'A concept that the plantilla does not map.',
  },
} satisfies EnumWords<codes.ChargeConcept>;

export const UNIT = {
  description: 'The unit of a quantity.',
  values: {
    MINUTE: 'Minutes.',
    SECOND: 'Seconds.',
    KB: 'Kilobytes.',
    MB: 'Megabytes.',
    GB: 'Gigabytes.',
    EVENT: 'Pieces: messages, calls, events.',
    MONTH: 'Months.',
  },
} satisfies EnumWords<codes.Unit>;

export const SEVERITY = {
  description: 'ERROR rejects its row, WARNING keeps it, INFO tells.',
  values: {
    ERROR: 'The row is rejected.',
    WARNING: 'The row is kept; somebody should look.',
    INFO: 'Nothing is wrong: what was skipped and why.',
  },
} satisfies EnumWords<codes.Severity>;

export const ROLE = {
  description: 'What a usuario may do. Each one may do what those below it may.',
  values: {
    ADMIN: 'Also manages usuarios, operadores, plantillas and API tokens.',
    SUPERVISOR: "Acts on anyone's imports, and reverts.",
    ANALYST: 'Schedules, uploads, starts and deletes their own imports.',
    READER: 'Reads everything of the empresa and changes nothing.',
  },
} satisfies EnumWords<codes.Role>;
