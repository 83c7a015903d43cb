import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { amount, sampleNumbers, serialOf } from './sample-values.ts';

const PRODUCTS = [
  ['On Net', 'VOICE'],
  ['Off Net', 'VOICE'],
  ['LDI', 'LONG_DISTANCE'],
] as const;
const HEADERS = [
  'Telefono:',
  'Periodo',
  'Tot. Monto',
  ...PRODUCTS.flatMap(([product]) => [`Consumo ${product} (Min)`, `Monto ${product}`]),
  'Consumo Datos (MB)',
  'Monto Datos',
  'Monto SMS',
  'Monto Llamada Tripartita',
];
const MINUTES_A_DAY = 1_440;

/** Minutes as fractions of a day beside their amount, also where that is zero; a total of each line and one of the file. */
export function amountAndMinutesPairs(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, { titles: [['Detalle de consumos']] });
  const next = sampleNumbers(10);
  for (let i = 0; i < 45; i++) addLine(sheet, i, next);
  addAwkwardRows(sheet);
  const stated = sheet.total;
  sheet.skip(
    { 'Telefono:': 'Total:', 'Tot. Monto': amount(stated) },
    { code: 'TOTAL_ROW', header: 'Telefono:' },
    stated,
  );
  return { sheet, as: { sheetName: 'Consumos' } };
}

function addLine(sheet: SampleSheet, i: number, next: (below: number) => number): void {
  const linea = String(70_012_300 + i);
  const cells: Record<string, SampleCell> = {};
  const charges: SampleCharge[] = [];
  let sum = 0n;
  for (const [product, concept] of PRODUCTS) {
    const minutes = 1 + next(600);
    const cents = BigInt(next(3) * next(2_500));
    cells[`Consumo ${product} (Min)`] = { time: String(minutes / MINUTES_A_DAY) };
    cells[`Monto ${product}`] = amount(cents);
    sum += cents;
    const quantity = { thousandths: BigInt(minutes) * 1_000n, unit: 'MINUTE' };
    charges.push({ concept, net: cents, tax: 0n, total: cents, quantity });
  }
  const megabytes = next(3) * next(900);
  cells['Consumo Datos (MB)'] = { number: String(megabytes) };
  if (megabytes !== 0) {
    const quantity = { thousandths: BigInt(megabytes) * 1_000n, unit: 'MB' };
    charges.push({ concept: 'DATA', net: 0n, tax: 0n, total: 0n, quantity });
  }
  const sms = BigInt(next(4) * 35);
  if (sms !== 0n) {
    cells['Monto SMS'] = amount(sms);
    charges.push({ concept: 'SMS', net: sms, tax: 0n, total: sms });
  }
  const periodo = i % 3 === 0 ? { date: serialOf('2026-09-01') } : i % 3 === 1 ? '09/2026' : 'sep-2026';
  sheet.accept(
    { 'Telefono:': { number: linea }, Periodo: periodo, 'Tot. Monto': amount(sum + sms), ...cells },
    { linea, charges },
  );
}

function addAwkwardRows(sheet: SampleSheet): void {
  const base = { 'Telefono:': '+591 70012300', Periodo: '09/2026' };
  const voice = (cents: bigint, minutes: bigint): SampleCharge => ({
    concept: 'VOICE',
    net: cents,
    tax: 0n,
    total: cents,
    quantity: { thousandths: minutes * 1_000n, unit: 'MINUTE' },
  });
  // 36 hours: a fraction above one; and a third of a day, whose digits never end.
  sheet.accept(
    {
      ...base,
      'Tot. Monto': amount(150n),
      'Consumo On Net (Min)': { time: '1.5' },
      'Monto On Net': amount(150n),
    },
    { linea: '70012300', charges: [voice(150n, 2_160n)] },
  );
  const third = { time: '0.333333333333333' };
  sheet.accept(
    { ...base, 'Tot. Monto': amount(33n), 'Consumo Off Net (Min)': third, 'Monto Off Net': amount(33n) },
    { linea: '70012300', charges: [voice(33n, 480n)] },
  );
  // The same without the look of a time: still days.
  sheet.accept(
    {
      ...base,
      'Tot. Monto': amount(45n),
      'Consumo On Net (Min)': { number: '0.0625' },
      'Monto On Net': amount(45n),
    },
    { linea: '70012300', charges: [voice(45n, 90n)] },
  );
  sheet.accept(
    { ...base, 'Tot. Monto': amount(-500n), 'Monto Llamada Tripartita': amount(-500n) },
    { linea: '70012300', charges: [{ concept: 'OTHER', net: -500n, tax: 0n, total: -500n }] },
  );
  sheet.doubtColumn('UNKNOWN_CONCEPT', 'Monto Llamada Tripartita');
  sheet.reject(
    { ...base, Periodo: '08/2026', 'Monto SMS': amount(35n) },
    { code: 'OTHER_PERIODO', header: 'Periodo' },
  );
}
