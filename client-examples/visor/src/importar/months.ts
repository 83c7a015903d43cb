const AHEAD = 2;
const BACK = 30;

/** The months that an import is scheduled for, the newest first, as YYYY-MM. */
export function months(today: Date): readonly string[] {
  return Array.from({ length: AHEAD + BACK + 1 }, (_, n) => {
    const month = new Date(Date.UTC(today.getFullYear(), today.getMonth() + AHEAD - n, 1));
    return month.toISOString().slice(0, 7);
  });
}
