import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { amount, plainCharge, sampleNumbers, serialOf } from './sample-values.ts';

/** Header, our concept, the amounts it has, in cents; a column's charges are those that are not zero. */
const PRODUCTS: readonly (readonly [string, string, readonly bigint[]])[] = [
  ['Renta Plan', 'FIXED_CHARGE', [39_900n, 59_900n, 79_900n]],
  ['Servicios Adicionales', 'PACKAGE', [0n, 4_900n]],
  ['Descuento Renta', 'DISCOUNT', [0n, -5_000n, -7_550n]],
  ['Tiempo Aire Adicional', 'VOICE', [0n, 0n, 1_234n]],
  ['Roaming Internacional', 'ROAMING', [0n, 0n, 0n, 25_075n]],
  ['Equipo Financiamiento', 'DEVICE', [0n, 45_833n]],
  ['IVA', 'TAX', [6_384n, 9_584n, 12_784n]],
];
const ACCOUNT = '40001234';
const PRODUCT_HEADERS = PRODUCTS.map(([header]) => header);

const OLDER_HEADERS = [
  'FechaCorte',
  'Cuenta',
  'Cliente',
  'Radio',
  'SIM',
  'Telefono',
  'FechaActivacion',
  'PlanTarifario',
  ...PRODUCT_HEADERS,
];

/** The header far below a title, eight columns of texts, a product each after them, footers with "tot" anywhere. */
export function footersOlder(): Sample {
  const titles: SampleCell[][] = [
    ['Detalle de factura'],
    ['Cliente', 'EMPRESA FICTICIA'],
    ['Telefono', '800 000 0000'],
    ...Array.from({ length: 6 }, (): SampleCell[] => []),
  ];
  const sheet = new SampleSheet('2025-11', OLDER_HEADERS, { titles, shows: { plan: 'PlanTarifario' } });
  const next = sampleNumbers(6);
  const texts = (i: number) => ({
    FechaCorte: { date: serialOf('2025-11-30') },
    Cuenta: { number: ACCOUNT },
    Cliente: 'TOTAL SERVICIOS SA',
    Radio: '52*1*3',
    SIM: { number: '8952020000000000000' },
    FechaActivacion: '15/03/24',
    PlanTarifario: i % 2 === 0 ? 'Azul 1' : 'Azul 2',
  });
  for (let i = 0; i < 40; i++) {
    const linea = String(5_540_000_100 + i);
    const { cells, charges } = products(next);
    const written = i % 5 === 0 ? `'${linea}` : { number: linea };
    sheet.accept({ ...texts(i), Telefono: written, ...cells }, { linea, account: ACCOUNT, charges });
  }
  sheet.reject(
    { ...texts(1), Telefono: '55400', 'Renta Plan': amount(39_900n) },
    { code: 'INVALID_LINEA', header: 'Telefono' },
  );
  sheet.blank();
  sheet.skip(
    { FechaCorte: 'Subtotal cuenta', 'Renta Plan': amount(1n) },
    { code: 'TOTAL_ROW', header: 'Telefono' },
  );
  sheet.skip(
    { Telefono: 'TOT. GENERAL', 'Renta Plan': amount(1n) },
    { code: 'TOTAL_ROW', header: 'Telefono' },
  );
  return { sheet, as: { sheetName: 'Detalle' } };
}

/**
 * The same bill as it came later: header in the first row, three columns before the products, a total column; its
 * account only in the file's name.
 */
export function footersNewer(): Sample {
  const sheet = new SampleSheet(
    '2026-09',
    ['Linea', 'Radio', 'Plan', ...PRODUCT_HEADERS, 'Seguro Móvil', 'Total'],
    { shows: { plan: 'Plan' }, fileName: `${ACCOUNT}_detallefactura_202609.xlsx` },
  );
  const next = sampleNumbers(66);
  for (let i = 0; i < 40; i++) {
    const linea = String(5_540_000_100 + i);
    const { cells, charges, sum } = products(next);
    sheet.accept(
      { Linea: linea, Radio: '52*1*3', Plan: 'Azul 1', ...cells, Total: amount(sum) },
      { linea, account: ACCOUNT, charges },
    );
  }
  const wrong = { Linea: '5540000101', 'Renta Plan': amount(39_900n), Total: amount(39_901n) };
  sheet.accept(wrong, {
    linea: '5540000101',
    account: ACCOUNT,
    charges: [plainCharge('FIXED_CHARGE', 39_900n)],
    issues: [{ code: 'TOTAL_MISMATCH', header: 'Total' }],
  });
  const unknown = { Linea: '5540000102', 'Seguro Móvil': amount(9_900n), Total: amount(9_900n) };
  sheet.accept(unknown, { linea: '5540000102', account: ACCOUNT, charges: [plainCharge('OTHER', 9_900n)] });
  sheet.doubtColumn('UNKNOWN_CONCEPT', 'Seguro Móvil');
  sheet.skip(
    { Linea: 'Total', Total: amount(sheet.total) },
    { code: 'TOTAL_ROW', header: 'Linea' },
    sheet.total,
  );
  return { sheet, as: { sheetName: 'Hoja1' } };
}

function products(next: (below: number) => number) {
  const cells: Record<string, SampleCell> = {};
  const charges: SampleCharge[] = [];
  let sum = 0n;
  for (const [header, concept, amounts] of PRODUCTS) {
    const cents = amounts[next(amounts.length)] ?? 0n;
    sum += cents;
    // A product that the line does not have is a zero or no cell at all.
    if (cents !== 0n) charges.push(plainCharge(concept, cents));
    if (cents !== 0n || next(2) === 0) cells[header] = amount(cents);
  }
  return { cells, charges, sum };
}
