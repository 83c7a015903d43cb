/**
 * What a column holds, which is how each format writes it. TEXT may have come from a file or a person; CODE is made of
 * letters, digits and signs of our own choice; MONEY and DECIMAL are exact; LOCAL times have no zone.
 */
export type ColumnType =
  | 'TEXT'
  | 'CODE'
  | 'INTEGER'
  | 'BIGINT'
  | 'MONEY'
  | 'DECIMAL'
  | 'DATE'
  | 'LOCAL_DATE_TIME'
  | 'INSTANT'
  | 'BOOLEAN';

/** One column of a data set. Its name and type are a contract: client programs name them. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Over the data set's tables, as its view in the schema bi spells it. */
  readonly sql: string;
  readonly description: string;
}

/** 0 → A, 26 → AA: domain/column-letters.ts in SQL, for as many columns as a sheet may have. */
export function lettersOf(column: string): string {
  const letter = (at: string) => `chr(65 + ${at})`;
  return `CASE WHEN ${column} < 26 THEN ${letter(column)}
    WHEN ${column} < 702 THEN ${letter(`(${column} - 26) / 26`)} || ${letter(`(${column} - 26) % 26`)}
    ELSE ${letter(`(${column} - 702) / 676`)} || ${letter(`(${column} - 702) / 26 % 26`)} || ${letter(`(${column} - 702) % 26`)} END`;
}
