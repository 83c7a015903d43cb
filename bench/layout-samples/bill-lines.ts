import { BILL } from './bill.ts';
import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { plainCharge, pointAmount, sampleNumbers } from './sample-values.ts';

const LINE_TEXTS = [
  'Fecha Facturación',
  'Periodo',
  'Teléfono',
  'Población',
  'Cuenta Maestra',
  'Cuenta',
  'Factura',
  'RFC',
  'Razón Social',
  'Plan',
];
const LINE_AMOUNTS: readonly (readonly [string, string, readonly bigint[]])[] = [
  ['Renta', 'FIXED_CHARGE', [51_428n, 110_050n]],
  ['Servicios Adicionales', 'PACKAGE', [0n, 9_900n]],
  ['TA Nacional', 'VOICE', [0n, 1_250n]],
  ['TA Internacional', 'VOICE', [0n, 0n, 3_310n]],
  ['LD Nacional', 'LONG_DISTANCE', [0n, 450n]],
  ['LD Internacional', 'LONG_DISTANCE', [0n, 0n, 2_899n]],
  ['Roaming Nacional', 'ROAMING', [0n, 0n, 1_500n]],
  ['Roaming Internacional', 'ROAMING', [0n, 0n, 0n, 123_456n]],
  ['Mensajes', 'SMS', [0n, 86n]],
  ['Internet', 'DATA', [0n, 19_900n]],
  ['Descuentos', 'DISCOUNT', [0n, -5_143n]],
  ['Ajustes', 'ADJUSTMENT', [0n, 0n, -1_000n]],
  ['Cargos y Créditos', 'ADJUSTMENT', [0n, 0n, 2_550n]],
  ['Otros Servicios', 'OTHER', [0n, 0n, 300n]],
  ['IEPS', 'TAX', [0n, 154n]],
  ['IVA', 'TAX', [8_228n, 17_608n]],
];
const LINE_USAGE = [
  'Minutos Libres',
  'Minutos Facturados',
  'Mensajes Libres',
  'Mensajes Facturados',
  'KB Libres',
  'KB Facturados',
  'Secuencia',
];

/** What of it was used beyond: a charge of 0.00 each. */
const BILLED_USAGE = [
  ['Minutos Facturados', 'VOICE', 'MINUTE'],
  ['Mensajes Facturados', 'SMS', 'EVENT'],
  ['KB Facturados', 'DATA', 'KB'],
] as const;

/** Lines: 33 columns, sixteen of them amounts, apostrophes before what Excel must not take for a number. */
export function lines(): Sample {
  const headers = [...LINE_TEXTS, ...LINE_AMOUNTS.map(([header]) => header), ...LINE_USAGE];
  const sheet = new SampleSheet('2026-09', headers, { shows: { plan: 'Plan' } });
  const next = sampleNumbers(2);
  for (let i = 0; i < 40; i++) {
    const linea = String(5_535_637_200 + i);
    const cells: Record<string, SampleCell> = lineTexts(`'${linea}`);
    const charges: SampleCharge[] = [];
    for (const [header, concept, amounts] of LINE_AMOUNTS) {
      const cents = amounts[next(amounts.length)] ?? 0n;
      cells[header] = cents === 0n ? '0' : pointAmount(cents);
      if (cents !== 0n) charges.push(plainCharge(concept, cents));
    }
    for (const header of LINE_USAGE) cells[header] = String(next(4) * next(500));
    for (const [header, concept, unit] of BILLED_USAGE) {
      const used = BigInt(String(cells[header] ?? 0));
      const quantity = { thousandths: used * 1_000n, unit };
      if (used !== 0n) charges.push(plainCharge(concept, 0n, { quantity }));
    }
    sheet.accept(cells, { linea, account: BILL.account, charges });
  }
  sheet.accept(
    { ...lineTexts('CUENTA 90011'), 'Cargos y Créditos': '-1,250.00' },
    { linea: null, account: BILL.account, charges: [plainCharge('ADJUSTMENT', -125_000n)] },
  );
  sheet.reject(lineTexts("'55356372"), { code: 'INVALID_LINEA', header: 'Teléfono' });
  sheet.reject(
    { ...lineTexts('5535637200'), Renta: '1.100,50' },
    { code: 'AMBIGUOUS_NUMBER', header: 'Renta' },
  );
  return { sheet, as: BILL.csv };
}

function lineTexts(number: string): Record<string, SampleCell> {
  return {
    'Fecha Facturación': "'01/10/26",
    Periodo: 'sep-26',
    Teléfono: number,
    Población: 'MÉXICO, D.F.',
    'Cuenta Maestra': BILL.account,
    Cuenta: "'0090011002",
    Factura: "'000123456789",
    RFC: 'XAXX010101000',
    'Razón Social': 'EMPRESA "FICTICIA" SA',
    Plan: 'Plan 300',
  };
}
