/** Dates as integers yyyymmdd: no zone can shift them, and comparing them is comparing numbers. */

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;
const SECONDS_A_DAY = 86_400;

/** 1970-01-01 as a serial day of the 1900 and of the 1904 system. */
const EPOCH_1900 = 25_569;
const EPOCH_1904 = 24_107;
/** Excel believes in 1900-02-29: serial 60. */
const LEAP_BUG = 60;
const LAST_SERIAL = 2_958_465;

/** yyyymmdd, or 0 where the calendar has no such day. Years of two digits: 80 to 99 are 19xx, the others 20xx. */
export function ymdOf(year: number, month: number, day: number): number {
  const full = year >= 100 ? year : year >= 80 ? year + 1900 : year + 2000;
  if (full < FIRST_YEAR || full > LAST_YEAR || month < 1 || month > 12 || day < 1) return 0;
  if (day > (MONTH_DAYS[month - 1] ?? 0)) return 0;
  if (month === 2 && day === 29 && !isLeap(full)) return 0;
  return full * 10_000 + month * 100 + day;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export interface SerialMoment {
  /** 0 for a serial that is no date. */
  ymd: number;
  seconds: number;
}

/** The date and time of a serial number of days, to the second; written into `out`. */
export function readSerial(serial: number, date1904: boolean, out: SerialMoment): void {
  let days = Math.floor(serial);
  let seconds = Math.round((serial - days) * SECONDS_A_DAY);
  if (seconds === SECONDS_A_DAY) {
    seconds = 0;
    days += 1;
  }
  out.seconds = seconds;
  out.ymd = 0;
  const impossible = date1904 ? days < 0 : days < 1 || days === LEAP_BUG;
  if (!(serial >= 0) || impossible || days > LAST_SERIAL) return;
  const beforeBug = !date1904 && days < LEAP_BUG ? 1 : 0;
  const ymd = ymdOfDay(days + beforeBug - (date1904 ? EPOCH_1904 : EPOCH_1900));
  out.ymd = ymd > LAST_YEAR * 10_000 + 1231 ? 0 : ymd;
}

/** Howard Hinnant's civil_from_days: the date of a number of days since 1970-01-01, without Date. */
function ymdOfDay(daysSince1970: number): number {
  const z = daysSince1970 + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 10_000 + month * 100 + day;
}

const MONTH_NAMES: Readonly<Record<string, number>> = {
  ene: 1,
  jan: 1,
  feb: 2,
  mar: 3,
  abr: 4,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  ago: 8,
  aug: 8,
  sep: 9,
  set: 9,
  oct: 10,
  nov: 11,
  dic: 12,
  dec: 12,
};

/** "septiembre", "Sept.", "ago" → 9, 9, 8; 0 if it is no month in Spanish or English. */
export function monthByName(name: string): number {
  const key = name.slice(0, 3).toLowerCase();
  return Object.hasOwn(MONTH_NAMES, key) ? (MONTH_NAMES[key] ?? 0) : 0;
}

/** "2026-09-18" → 20260918. */
export function ymdOfIso(iso: string): number {
  return Number(iso.replaceAll('-', ''));
}
