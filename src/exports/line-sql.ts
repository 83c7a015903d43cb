import type { Column } from './column.ts';

/**
 * How the rows of a page are written, by the database itself: CSV (RFC 4180) and NDJSON as they are sent, CELLS as a JSON
 * array for a thread that makes a workbook or Parquet of it.
 */
export const LINE_KINDS = ['CSV', 'NDJSON', 'CELLS'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** SQL of one row's text, with what ends it. */
export function lineSql(kind: LineKind, columns: readonly Column[]): string {
  switch (kind) {
    case 'CSV':
      return `format(E'${columns.map(() => '%s').join(',')}\\r\\n', ${columns.map(csvCell).join(', ')})`;
    case 'NDJSON':
      return `row_to_json((SELECT w FROM (SELECT ${columns.map(jsonCell).join(', ')}) w))::text || E'\\n'`;
    case 'CELLS':
      return `json_build_array(${columns.map(exactCell).join(', ')})::text || ','`;
    default:
      return kind satisfies never;
  }
}

export function csvHeader(columns: readonly Column[]): string {
  return `${columns.map(({ name }) => name).join(',')}\r\n`;
}

/**
 * What a spreadsheet could take for a formula, at its beginning. The apostrophe is among them so that taking one away from
 * the front of a text gives every text back as it was.
 */
const RISKY = String.raw`^[=+\-@\t\r\n''＝＋－＠]`;

/** null is nothing, an empty text is "": who reads can tell them apart. */
function csvCell(column: Column): string {
  const { type, sql } = column;
  if (type === 'BOOLEAN') return `(${sql})::text`;
  if (type !== 'TEXT') return exactCell(column);
  return `'"' || CASE WHEN ${sql} ~ '${RISKY}' THEN '''' ELSE '' END || replace(${sql}, '"', '""') || '"'`;
}

function jsonCell(column: Column): string {
  return `${exactCell(column)} AS ${column.name}`;
}

/** Amounts as decimal text, moments as ISO 8601; numbers and booleans stay what they are. */
function exactCell({ type, sql }: Column): string {
  switch (type) {
    case 'TEXT':
    case 'CODE':
    case 'INTEGER':
    case 'BIGINT':
    case 'BOOLEAN':
      return `(${sql})`;
    case 'MONEY':
      return `round(${sql}, greatest(min_scale(${sql}), 2))::text`;
    case 'DECIMAL':
      return `trim_scale(${sql})::text`;
    case 'DATE':
      return `to_char(${sql}, 'YYYY-MM-DD')`;
    case 'LOCAL_DATE_TIME':
      return `to_char(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS')`;
    case 'INSTANT':
      return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    default:
      return type satisfies never;
  }
}
