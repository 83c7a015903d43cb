import { ROW_ISSUE_CODES, ROW_ISSUE_SEVERITY } from '../../domain/codes.ts';
import { columnLetters } from '../../domain/column-letters.ts';
import type { Failure } from '../../domain/errors.ts';
import { type Language, message } from '../../domain/message.ts';
import { issueMessage } from '../../plantillas/issue-message.ts';
import type { Counters, ReadTotals } from '../../worker/messages.ts';
import type { PreviewedColumn } from '../../worker/preview-task.ts';
import type { CopiedIssue } from './copied-issues.ts';
import type { FileTrial } from './try-file.ts';

const WORDS = {
  sheet: message('hoja', 'sheet'),
  headerRow: message('cabecera en la fila', 'header in row'),
  columns: message('Columnas', 'Columns'),
  ignored: message('no se importa', 'not imported'),
  rows: message('Filas', 'Rows'),
  read: message('leídas', 'read'),
  accepted: message('aceptadas', 'accepted'),
  rejected: message('rechazadas', 'rejected'),
  skipped: message('omitidas', 'skipped'),
  lineas: message('Líneas', 'Lines'),
  charges: message('cargos', 'charges'),
  net: message('Neto', 'Net'),
  tax: message('impuesto', 'tax'),
  total: message('total', 'total'),
  declared: message('total declarado', 'declared total'),
  accounts: message('Cuentas', 'Accounts'),
  issues: message('Incidencias', 'Issues'),
  noIssues: message('ninguna', 'none'),
  row: message('fila', 'row'),
  failed: message('No se puede importar', 'Cannot be imported'),
};
const MATCHES = {
  EXACT: undefined,
  ALIAS: message('por alias', 'by alias'),
  NEW: message('nueva', 'new'),
  MISSING: message('falta', 'missing'),
  MOVED: message('en otro lugar', 'moved'),
};

/** What a file was found to hold, line by line, for people. */
export function describeTrial(trial: FileTrial, language: Language): string[] {
  const word = (name: keyof typeof WORDS) => WORDS[name][language];
  const { format, tipoArchivo, periodo, preview, result } = trial;
  const where = preview?.sheet ? `, ${word('sheet')} "${preview.sheet}"` : '';
  const header = preview ? `, ${word('headerRow')} ${preview.headerRow}` : '';
  const lines = [`${format}, ${tipoArchivo}, ${periodo}${where}${header}`];
  if (preview)
    lines.push(`${word('columns')}:`, ...preview.columns.map((each) => columnLine(each, language)));
  lines.push(rowsLine(result.counters, word));
  if (result.kind === 'failed') lines.push(...failureLines(result.failure, language));
  else {
    lines.push(...totalsLines(result.totals, word));
    const named = result.accounts.filter((account) => account !== '');
    if (named.length > 0)
      lines.push(`${word('accounts')}: ${named.slice(0, 5).join(', ')}${named.length > 5 ? ', …' : ''}`);
  }
  return [...lines, ...issueLines(trial, language)];
}

function columnLine({ index, header, field, match, example }: PreviewedColumn, language: Language): string {
  const letters = index < 0 ? '-' : columnLetters(index);
  const how = MATCHES[match]?.[language];
  const feeds = field ?? (match === 'NEW' ? undefined : WORDS.ignored[language]);
  const told = [feeds && `→ ${feeds}`, how && `(${how})`, example && `= ${shown(example)}`];
  return `  ${letters.padEnd(3)} ${shown(header)} ${told.filter(Boolean).join(' ')}`.trimEnd();
}

function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

type Word = (name: keyof typeof WORDS) => string;

function rowsLine({ rowsRead, rowsAccepted, rowsRejected, rowsSkipped }: Counters, word: Word): string {
  return `${word('rows')}: ${rowsRead} ${word('read')}, ${rowsAccepted} ${word('accepted')}, ${rowsRejected} ${word('rejected')}, ${rowsSkipped} ${word('skipped')}`;
}

function totalsLines({ lineas, charges, net, tax, total, declaredTotal }: ReadTotals, word: Word): string[] {
  const declared = declaredTotal === null ? '' : `, ${word('declared')} ${declaredTotal}`;
  return [
    `${word('lineas')}: ${lineas}, ${word('charges')}: ${charges}`,
    `${word('net')} ${net}, ${word('tax')} ${tax}, ${word('total')} ${total}${declared}`,
  ];
}

function failureLines({ code, message: text, hint }: Failure, language: Language): string[] {
  return [`${WORDS.failed[language]}: ${code}: ${text[language]}`, ...(hint ? [`  ${hint[language]}`] : [])];
}

function issueLines({ result, examples }: FileTrial, language: Language): string[] {
  const counts = result.issueCounts ?? {};
  const told = ROW_ISSUE_CODES.filter((code) => (counts[code] ?? 0) > 0);
  if (told.length === 0) return [`${WORDS.issues[language]}: ${WORDS.noIssues[language]}`];
  return [
    `${WORDS.issues[language]}:`,
    ...told.flatMap((code) => [
      `  ${ROW_ISSUE_SEVERITY[code]} ${code}: ${counts[code]}`,
      ...(examples.get(code) ?? []).map((issue) => `    ${exampleLine(issue, language)}`),
    ]),
  ];
}

function exampleLine(issue: CopiedIssue, language: Language): string {
  const at = `${WORDS.row[language]} ${issue.row}${issue.column === null ? '' : `, ${columnLetters(issue.column)}`}`;
  return `${at}: ${issueMessage(issue.code, issue).message[language]}`;
}
