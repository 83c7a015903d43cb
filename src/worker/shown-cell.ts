import { CELL, type Row } from '../domain/row.ts';
import { readSerial, type SerialMoment } from '../plantillas/cells/calendar.ts';

/** Longer texts are cut, with an ellipsis. */
const MAX_BYTES = 1_000;

/** What a cell says, for people: text and numbers as written, dates and times in ISO 8601, nothing for no value. */
export function shownCell(row: Row, i: number, date1904: boolean): string {
  const from = row.start[i] ?? 0;
  const to = row.end[i] ?? 0;
  const text = row.source[i]?.toString('utf8', from, Math.min(to, from + MAX_BYTES)) ?? '';
  switch (row.kind[i]) {
    case CELL.DATE:
      return shownSerial(text, date1904);
    case CELL.BOOLEAN:
      return text === '1' ? 'TRUE' : 'FALSE';
    default:
      // Half a character may stand at the cut.
      return to - from > MAX_BYTES ? `${text.replace(/\uFFFD+$/, '')}…` : text;
  }
}

/** A time of day where there is no day, a date where there is no time; what is no date stays a number. */
function shownSerial(text: string, date1904: boolean): string {
  const serial = Number(text);
  const at: SerialMoment = { ymd: 0, seconds: 0 };
  if (serial >= 0 && serial < 1 && (serial > 0 || !date1904)) {
    readSerial(serial + 1, date1904, at);
    return timeOf(at.seconds);
  }
  readSerial(serial, date1904, at);
  if (at.ymd === 0) return text;
  const digits = String(at.ymd);
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  return at.seconds === 0 ? date : `${date}T${timeOf(at.seconds)}`;
}

function timeOf(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
