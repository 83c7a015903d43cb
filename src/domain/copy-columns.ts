/**
 * The order in which a charge's and an issue's values stand in a line of COPY text: what the thread encodes and what the
 * database is told. Null is \N; values never need a cast.
 */
export const CHARGE_COPY_COLUMNS = [
  'empresa_id',
  'import_id',
  'n',
  'row',
  'column',
  'linea_number',
  'account',
  'plan',
  'concept',
  'operador_concept',
  'description',
  'occurred_on',
  'occurred_at',
  'period_from',
  'period_to',
  'destination',
  'quantity',
  'unit',
  'net',
  'tax',
  'total',
] as const;

/**
 * n runs from 1 within (import, attempt); row and column (0-based) say where; detail is what the message has to name
 * beside the raw value.
 */
export const ISSUE_COPY_COLUMNS = [
  'empresa_id',
  'import_id',
  'attempt',
  'n',
  'severity',
  'code',
  'row',
  'column',
  'header',
  'raw_value',
  'detail',
] as const;
