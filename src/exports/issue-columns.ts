import { type Column, lettersOf } from './column.ts';
import { OF_THE_IMPORT } from './import-columns.ts';

export const ISSUE_COLUMNS: readonly Column[] = [
  {
    name: 'cursor',
    type: 'CODE',
    sql: `i.number || '-' || r.n`,
    description: 'For after: the place of this row, and its key.',
  },
  ...OF_THE_IMPORT,
  { name: 'severity', type: 'CODE', sql: 'r.severity::text', description: 'ERROR, WARNING, INFO.' },
  { name: 'code', type: 'CODE', sql: 'r.code::text', description: 'What is wrong.' },
  { name: 'sheet', type: 'TEXT', sql: 'i.sheet', description: 'Empty for CSV.' },
  { name: 'file_row', type: 'INTEGER', sql: 'r."row"', description: 'Row of the sheet, from 1.' },
  {
    name: 'file_column',
    type: 'CODE',
    sql: lettersOf('r."column"'),
    description: 'Letters of the column; empty where it concerns the row.',
  },
  { name: 'header', type: 'TEXT', sql: 'r.header', description: "The column's header as the file has it." },
  {
    name: 'raw_value',
    type: 'TEXT',
    sql: 'r.raw_value',
    description: "The cell's first 1,000 characters as the file has them.",
  },
  { name: 'detail', type: 'TEXT', sql: 'r.detail', description: 'What else is known of it.' },
  { name: 'resolved_at', type: 'INSTANT', sql: 'r.resolved_at', description: 'When somebody dealt with it.' },
];
