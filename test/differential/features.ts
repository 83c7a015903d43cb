/** Ways of writing a sheet or a cell on which readers are known to differ. */
export type Feature =
  | 'prefixed'
  | 'unreferenced'
  | 'shuffled'
  | 'closed row'
  | 'inline phonetic'
  | 'date'
  | 'iso date'
  | 'escape'
  | 'CDATA'
  | 'formula of a zero'
  | 'boolean as a word'
  | 'line end'
  | 'reference beyond ASCII';

/** The number formats of the cells' styles; those from FIRST_DATE on show dates. */
export const FORMATS = [
  'General',
  '0.00',
  '#,##0.00;[Red]-#,##0.00',
  'dd/mm/yyyy',
  '[h]:mm:ss',
  'yyyy-mm-dd hh:mm',
];
export const FIRST_DATE = 3;
