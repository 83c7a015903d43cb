/** 0 → A, 25 → Z, 26 → AA: how spreadsheets name the column at a 0-based position; null stays null. */
export function columnLetters(column: number): string;
export function columnLetters(column: number | null): string | null;
export function columnLetters(column: number | null): string | null {
  if (column === null) return null;
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
