export type Language = 'es' | 'en';

/** Numbers and dates as people write them; amounts stay exact, for they are never made into a float. */
export interface Formats {
  count(value: number): string;
  percent(value: number): string;
  amount(decimal: string, currency: string): string;
  /** With its sign, also where it is above zero. */
  change(decimal: string): string;
  bytes(value: string | number): string;
  moment(iso: string): string;
  /** YYYY-MM as the name of the month. */
  periodo(periodo: string): string;
  duration(seconds: number): string;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function formatsOf(language: Language): Formats {
  const count = new Intl.NumberFormat(language, { useGrouping: 'always', maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const amounts = { useGrouping: 'always', minimumFractionDigits: 2, maximumFractionDigits: 20 } as const;
  const amount = new Intl.NumberFormat(language, amounts);
  const change = new Intl.NumberFormat(language, { ...amounts, signDisplay: 'exceptZero' });
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return {
    count: (value) => count.format(value),
    percent: (value) => percent.format(Math.floor(value)),
    amount: (decimal, currency) => `${amount.format(exact(decimal))} ${currency}`,
    change: (decimal) => change.format(exact(decimal)),
    bytes: (value) => {
      let rest = Number(value);
      let unit = 0;
      for (; rest >= 1_000 && unit < UNITS.length - 1; unit++) rest /= 1_000;
      return `${size.format(rest)} ${UNITS[unit]}`;
    },
    moment: (iso) => moment.format(new Date(iso)),
    periodo: (periodo) => month.format(new Date(`${periodo}-01T00:00:00Z`)),
    duration,
  };
}

/** Intl formats a decimal text digit by digit. */
function exact(decimal: string): `${number}` {
  return decimal as `${number}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
