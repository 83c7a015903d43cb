import { type Column, lettersOf } from './column.ts';
import { OF_THE_IMPORT } from './import-columns.ts';

const AMOUNTS: readonly Column[] = [
  { name: 'quantity', type: 'DECIMAL', sql: 'c.quantity', description: 'How much, in unit.' },
  {
    name: 'unit',
    type: 'CODE',
    sql: 'c.unit::text',
    description: 'MINUTE, SECOND, KB, MB, GB, EVENT, MONTH.',
  },
  { name: 'net', type: 'MONEY', sql: 'c.net', description: 'Before tax.' },
  { name: 'tax', type: 'MONEY', sql: 'c.tax', description: 'As the file states it, never computed.' },
  { name: 'total', type: 'MONEY', sql: 'c.total', description: 'net + tax.' },
];

const EVIDENCE: readonly Column[] = [
  { name: 'sheet', type: 'TEXT', sql: 'i.sheet', description: 'Evidence: the sheet; empty for CSV.' },
  { name: 'file_row', type: 'INTEGER', sql: 'c."row"', description: 'Evidence: row of the sheet, from 1.' },
  {
    name: 'file_column',
    type: 'CODE',
    sql: lettersOf('c."column"'),
    description: 'Evidence: letters of the column; empty where the whole row is the charge.',
  },
];

export const CHARGE_COLUMNS: readonly Column[] = [
  {
    name: 'cursor',
    type: 'CODE',
    sql: `i.number || '-' || c.n`,
    description: 'For after: the place of this row, and its key.',
  },
  ...OF_THE_IMPORT,
  {
    name: 'linea_number',
    type: 'TEXT',
    sql: 'c.linea_number',
    description: 'Digits as text, without prefix; empty for a charge of the account.',
  },
  { name: 'account', type: 'TEXT', sql: 'c.account', description: "The operador's account." },
  { name: 'plan', type: 'TEXT', sql: 'c.plan', description: 'As the file names it.' },
  { name: 'concept', type: 'CODE', sql: 'c.concept::text', description: 'What it is for: VOICE, DATA, …' },
  {
    name: 'operador_concept',
    type: 'TEXT',
    sql: 'c.operador_concept',
    description: "In the operador's own words or code.",
  },
  { name: 'description', type: 'TEXT', sql: 'c.description', description: 'As the file has it.' },
  { name: 'occurred_on', type: 'DATE', sql: 'c.occurred_on', description: 'The day, local to the operador.' },
  {
    name: 'occurred_at',
    type: 'LOCAL_DATE_TIME',
    sql: 'c.occurred_at',
    description: 'Day and time, local to the operador, without a zone.',
  },
  { name: 'period_from', type: 'DATE', sql: 'c.period_from', description: 'First day that it covers.' },
  { name: 'period_to', type: 'DATE', sql: 'c.period_to', description: 'Last day that it covers.' },
  { name: 'destination', type: 'TEXT', sql: 'c.destination', description: 'Who was called, or where.' },
  ...AMOUNTS,
  ...EVIDENCE,
];
