import pg from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;
/** date, timestamp and their arrays. Sheets have no zones: a local time that became a Date would take the server's. */
const LOCAL_TIMES = new Set([1082, 1114]);
const LOCAL_TIME_ARRAYS = new Set([1115, 1182]);

/** pg's declarations know only the types that it names itself. */
const parserOf = pg.types.getTypeParser as (oid: number, format: 'text') => (text: string) => unknown;

/**
 * How raw SQL's values arrive, for this product's own connections only: int8 as bigint, numeric as text ("1386790.03"),
 * date and timestamp as text ("2026-09-30", "2026-09-30 13:45:00"), timestamptz as Date, jsonb parsed, bytea as Buffer.
 * Prisma brings its own rules with each of its queries.
 */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, format);
    if (oid === INT8) return BigInt;
    if (oid === INT8_ARRAY) return (text: string) => textArray(text).map((item) => item && BigInt(item));
    if (LOCAL_TIMES.has(oid)) return (text: string) => text;
    if (LOCAL_TIME_ARRAYS.has(oid)) return textArray;
    return parserOf(oid, 'text');
  }) as typeof pg.types.getTypeParser,
};

function textArray(text: string): (string | null)[] {
  return parserOf(TEXT_ARRAY, 'text')(text) as (string | null)[];
}
