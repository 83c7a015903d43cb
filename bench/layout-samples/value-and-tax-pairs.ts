import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { commaAmount, sampleNumbers, share } from './sample-values.ts';

/** Product, our concept, values in cents; a handset model of the month has a pair like any other. */
const PRODUCTS: readonly (readonly [string, string, readonly bigint[]])[] = [
  ['Cargo Básico', 'FIXED_CHARGE', [4_500_000n, 6_500_000n]],
  ['Voz', 'VOICE', [0n, 123_450n, 98_775n]],
  ['Larga Distancia', 'LONG_DISTANCE', [0n, 0n, 54_321n]],
  ['Datos adicionales', 'DATA', [0n, 1_000_000n]],
  ['Descuento', 'DISCOUNT', [0n, -250_000n]],
  ['Equipo Modelo A1', 'DEVICE', [0n, 0n, 0n, 12_345_678n]],
  ['Equipo Modelo B2 64GB', 'DEVICE', [0n, 0n, 0n, 9_876_543n]],
];
const HEADERS = [
  'Nombre',
  'Cuenta',
  'Línea',
  'Minutos Voz',
  'Minutos Larga Distancia',
  ...PRODUCTS.flatMap(([product]) => [product, `${product} Impuesto`]),
  'Accesorio C3',
  'Accesorio C3 Impuesto',
];

/** Tab-separated, Windows-1252: minutes as nnn:00, then value and tax of each product side by side. */
export function valueAndTaxPairs(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS);
  const next = sampleNumbers(9);
  for (let i = 0; i < 50; i++) {
    const linea = String(3_001_234_500 + i);
    const minutes = { Voz: 1 + next(400), 'Larga Distancia': next(30) };
    const { cells, charges } = products(next, minutes);
    sheet.accept(
      { Nombre: `PERSONA ${i} ÑANDÚ`, Cuenta: '8.1234567', Línea: linea, ...minuteCells(minutes), ...cells },
      { linea, account: '8.1234567', charges },
    );
  }
  addAwkwardRows(sheet);
  return { sheet, as: { delimiter: '\t', encoding: 'windows-1252' } };
}

function minuteCells(minutes: Readonly<Record<string, number>>): Record<string, SampleCell> {
  return Object.fromEntries(Object.entries(minutes).map(([name, n]) => [`Minutos ${name}`, `${n}:00`]));
}

function products(next: (below: number) => number, minutes: Readonly<Record<string, number>>) {
  const cells: Record<string, SampleCell> = {};
  const charges: SampleCharge[] = [];
  for (const [product, concept, values] of PRODUCTS) {
    const net = values[next(values.length)] ?? 0n;
    const tax = share(net, 19n, 100n);
    cells[product] = commaAmount(net);
    cells[`${product} Impuesto`] = commaAmount(tax);
    const used = minutes[product];
    const quantity = used === undefined ? undefined : { thousandths: BigInt(used) * 1_000n, unit: 'MINUTE' };
    if (net !== 0n) charges.push({ concept, net, tax, total: net + tax, quantity });
  }
  return { cells, charges };
}

function addAwkwardRows(sheet: SampleSheet): void {
  const base = { Nombre: 'ÁREA COMÚN', Cuenta: '8.1234567', Línea: '3001234500' };
  const facts = { linea: '3001234500', account: '8.1234567' };
  sheet.accept(
    {
      ...base,
      Línea: '+57 300 123 4500',
      'Accesorio C3': '$ 10.000,00',
      'Accesorio C3 Impuesto': '1.900,00',
    },
    { ...facts, charges: [{ concept: 'OTHER', net: 1_000_000n, tax: 190_000n, total: 1_190_000n }] },
  );
  sheet.doubtColumn('UNKNOWN_CONCEPT', 'Accesorio C3');
  // A tax alone, and a line with nothing to pay.
  sheet.accept(
    { ...base, 'Voz Impuesto': '0,19' },
    { ...facts, charges: [{ concept: 'VOICE', net: 0n, tax: 19n, total: 19n }] },
  );
  sheet.accept(base, { ...facts, charges: [] });
  sheet.accept(
    { ...base, Línea: 'CUENTA 8.1234567', Descuento: '-1.000,00', 'Descuento Impuesto': '-190,00' },
    {
      ...facts,
      linea: null,
      charges: [{ concept: 'DISCOUNT', net: -100_000n, tax: -19_000n, total: -119_000n }],
    },
  );
  sheet.reject({ ...base, Voz: '1,234.50' }, { code: 'AMBIGUOUS_NUMBER', header: 'Voz' });
  sheet.reject(
    { ...base, 'Minutos Voz': '12:75', Voz: '1.000,00' },
    { code: 'INVALID_DURATION', header: 'Minutos Voz' },
  );
  sheet.skip({ Línea: 'TOTAL', Voz: '1,00' }, { code: 'TOTAL_ROW', header: 'Línea' });
}
