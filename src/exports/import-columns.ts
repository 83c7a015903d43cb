import type { Column } from './column.ts';

/** What every row tells of the import that it belongs to. */
export const OF_THE_IMPORT: readonly Column[] = [
  {
    name: 'import_number',
    type: 'INTEGER',
    sql: 'i.number',
    description: 'The number of the import in the Visor.',
  },
  {
    name: 'import_id',
    type: 'CODE',
    sql: `encode(convert_to('Import:' || i.id, 'UTF8'), 'base64')`,
    description: 'The id of the Import in the API.',
  },
  { name: 'operador', type: 'TEXT', sql: 'o.code', description: 'Code of the operador.' },
  { name: 'plantilla', type: 'TEXT', sql: 'i.plantilla_code', description: 'Code of the plantilla.' },
  {
    name: 'tipo_archivo',
    type: 'TEXT',
    sql: 'i.tipo_archivo_code',
    description: 'Code of the tipo de archivo.',
  },
  { name: 'periodo', type: 'CODE', sql: 'i.periodo', description: 'Month of consumption, YYYY-MM.' },
  { name: 'currency', type: 'TEXT', sql: 'o.currency', description: 'ISO 4217, of the operador.' },
];

const STATE: readonly Column[] = [
  {
    name: 'estado',
    type: 'CODE',
    sql: 'i.estado::text',
    description: 'PENDIENTE, EN_PROCESO, FINALIZADO, ELIMINADO.',
  },
  {
    name: 'phase',
    type: 'CODE',
    sql: 'i.phase::text',
    description: 'What it is doing; DONE once it has ended.',
  },
  { name: 'outcome', type: 'CODE', sql: 'i.outcome::text', description: 'How it ended; empty before.' },
  { name: 'failure_code', type: 'CODE', sql: `i.failure->>'code'`, description: 'Why it FAILED.' },
  { name: 'operador_name', type: 'TEXT', sql: 'o.name', description: 'Name of the operador.' },
  { name: 'country', type: 'TEXT', sql: 'o.country', description: 'ISO 3166, of the operador.' },
  {
    name: 'validate_only',
    type: 'BOOLEAN',
    sql: 'i.validate_only',
    description: 'It stored no charge, by intention.',
  },
];

const FILE: readonly Column[] = [
  { name: 'file_name', type: 'TEXT', sql: 'i.file_name', description: 'As its uploader named it.' },
  { name: 'file_format', type: 'CODE', sql: 'i.file_format::text', description: 'Found from its bytes.' },
  { name: 'file_bytes', type: 'BIGINT', sql: 'i.file_bytes', description: 'Its size.' },
  { name: 'file_sha256', type: 'CODE', sql: 'i.file_sha256', description: 'Of its bytes.' },
  { name: 'sheet', type: 'TEXT', sql: 'i.sheet', description: 'The sheet that was read; empty for CSV.' },
];

const COUNTS: readonly Column[] = [
  { name: 'rows_read', type: 'INTEGER', sql: 'i.rows_read', description: 'Accepted + rejected + skipped.' },
  { name: 'rows_accepted', type: 'INTEGER', sql: 'i.rows_accepted', description: 'Rows without an ERROR.' },
  { name: 'rows_rejected', type: 'INTEGER', sql: 'i.rows_rejected', description: 'Rows with an ERROR.' },
  {
    name: 'rows_skipped',
    type: 'INTEGER',
    sql: 'i.rows_skipped',
    description: 'Total rows, excluded ones, duplicates.',
  },
  { name: 'lineas', type: 'INTEGER', sql: 'i.lineas', description: 'Distinct numbers of accepted rows.' },
  { name: 'charges', type: 'INTEGER', sql: 'i.charge_count', description: 'How many charges it has stored.' },
  { name: 'net', type: 'MONEY', sql: 'i.net', description: 'Σ net of the charges.' },
  { name: 'tax', type: 'MONEY', sql: 'i.tax', description: 'Σ tax of the charges.' },
  { name: 'total', type: 'MONEY', sql: 'i.total', description: 'Σ total of the charges.' },
  {
    name: 'declared_total',
    type: 'MONEY',
    sql: 'i.declared_total',
    description: 'What the file itself states.',
  },
  {
    name: 'difference',
    type: 'MONEY',
    sql: 'i.declared_total - i.total',
    description: 'declared_total − total.',
  },
];

const MOMENTS: readonly Column[] = [
  { name: 'created_by', type: 'TEXT', sql: 'u.usuario', description: 'The usuario who scheduled it.' },
  { name: 'created_at', type: 'INSTANT', sql: 'i.created_at', description: 'When it was scheduled.' },
  { name: 'started_at', type: 'INSTANT', sql: 'i.started_at', description: 'When a worker took it.' },
  { name: 'finished_at', type: 'INSTANT', sql: 'i.finished_at', description: 'When it ended.' },
  {
    name: 'seconds',
    type: 'DECIMAL',
    sql: 'extract(epoch FROM i.finished_at - i.started_at)',
    description: 'From started_at to finished_at.',
  },
  { name: 'deleted_at', type: 'INSTANT', sql: 'i.deleted_at', description: 'When it became ELIMINADO.' },
  {
    name: 'reverted_at',
    type: 'INSTANT',
    sql: 'i.reverted_at',
    description: 'When its charges were taken back.',
  },
  {
    name: 'rows_purged_at',
    type: 'INSTANT',
    sql: 'i.rows_purged_at',
    description: 'When its charges and issues were let go of, being too old.',
  },
  {
    name: 'sequence',
    type: 'BIGINT',
    sql: 'i.sequence',
    description:
      'Rises with its every logged change, not with progress nor when rows are purged; see sequenceAfter.',
  },
];

export const IMPORT_COLUMNS: readonly Column[] = [
  { name: 'cursor', type: 'CODE', sql: 'i.number::text', description: 'For after: the place of this row.' },
  ...OF_THE_IMPORT,
  ...STATE,
  ...FILE,
  ...COUNTS,
  ...MOMENTS,
];
