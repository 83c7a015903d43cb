const DEFAULT_ROWS = 100_000;
/** What a sheet holds below its header. */
const MOST_ROWS = 1_000_000;

/** How many rows the command line asks for: its only argument, or 100,000. */
export function readRows(args: readonly string[]): number {
  const [text, ...more] = args;
  if (text === undefined) return DEFAULT_ROWS;
  const rows = Number(text.replaceAll(/[_,]/g, ''));
  if (more.length === 0 && Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS) return rows;
  throw new Error(
    `"${args.join(' ')}" is not a number of rows from 1 to ${MOST_ROWS}; write for example: npm run demo -- 300000`,
  );
}
