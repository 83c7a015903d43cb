import type { Sample } from './sample.ts';
import { type RowFacts, SampleSheet } from './sample-sheet.ts';
import { amount, sampleNumbers, share } from './sample-values.ts';

const HEADERS = [
  'CUSTOMER_KEY',
  'FINANCIAL_ACCOUNT_KEY',
  'BILLING_ARRANGEMENT_KEY',
  'LEGAL_INVOICE_NUMBER',
  'SUBSCRIBER_KEY',
  'ciclo',
  'CHARGE_CODE_ID',
  'CHARGE_CODE_DESC',
  'CHARGE_CODE_CLASSIFICATION',
  'GRUPO',
  'SUB_GRUPO',
  'FECHA-VENCIMIENTO',
  'DEUDA',
  'PERIOD_END_DATE',
  'CHARGE_TOTAL_AMOUNT',
  'CHARGE_NET_AMOUNT',
];

/** Group, description, code, our concept, net in cents. */
const CHARGES: readonly (readonly [string, string, string, string, bigint])[] = [
  ['CARGO FIJO', 'Cargo fijo plan corporativo', 'CF0100', 'FIXED_CHARGE', 5_990n],
  ['CARGO FIJO PROPORCIONAL', 'Prorrateo cargo fijo', 'CF0190', 'PRORATION', 1_733n],
  ['TRAFICO ADICIONAL', 'Minutos adicionales', 'TA0001', 'VOICE', 412n],
  ['TRAFICO ADICIONAL', 'SMS adicionales', 'TA0002', 'SMS', 80n],
  ['TRAFICO ADICIONAL', 'Datos adicionales', 'TA0003', 'DATA', 1_500n],
  ['TRAFICO ADICIONAL', 'Larga distancia internacional', 'TA0004', 'LONG_DISTANCE', 2_345n],
  ['ROAMING', 'Roaming datos por día', 'RO0007', 'ROAMING', 8_401n],
  ['PAQUETES', 'Paquete 5 GB', 'PQ0005', 'PACKAGE', 2_542n],
  ['DESCUENTO CARGO RECURRENTE', 'Descuento permanencia', 'DS0001', 'DISCOUNT', -900n],
  ['CARGA EXTERNA', 'Contenidos de terceros', 'CE0009', 'THIRD_PARTY', 677n],
  ['OTROS', 'Duplicado de recibo', 'OT0003', 'OTHER', 250n],
];
const ACCOUNTS = ['77001001', '77001002'];

/** A long extract: net and total of each charge, groups that stay out, negative bonuses in pairs, texts gone wrong. */
export function longExtract(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, {
    shows: { operador_concept: 'CHARGE_CODE_ID', description: 'CHARGE_CODE_DESC' },
  });
  const next = sampleNumbers(1);
  for (let i = 0; i < 66; i++) {
    const linea = String(987_650_001 + (i % 9));
    const account = ACCOUNTS[i % 2] ?? '';
    const [group, description, code, concept, net] = CHARGES[i % CHARGES.length] ?? CHARGES[0] ?? never();
    accept(sheet, {
      linea,
      account,
      group,
      description,
      code,
      concept,
      net: net + (net < 0n ? -1n : 1n) * BigInt(next(50)),
    });
  }
  addAwkwardRows(sheet);
  return { sheet, as: { sheetName: 'Extracto' } };
}

interface Row {
  readonly linea: string;
  readonly account: string;
  readonly group: string;
  readonly description: string;
  readonly code: string;
  readonly concept: string;
  readonly net: bigint;
}

/** Total = net and 18 % on top, rounded to cents, as the bill has it. */
function cellsOf({ linea, account, group, description, code, net }: Omit<Row, 'concept'>) {
  return {
    CUSTOMER_KEY: { number: '500123' },
    FINANCIAL_ACCOUNT_KEY: { number: account },
    BILLING_ARRANGEMENT_KEY: { number: '61' },
    LEGAL_INVOICE_NUMBER: 'SB01-0004711',
    SUBSCRIBER_KEY: { number: linea },
    ciclo: { number: '20260918' },
    CHARGE_CODE_ID: code,
    CHARGE_CODE_DESC: description,
    CHARGE_CODE_CLASSIFICATION: 'RC',
    GRUPO: group,
    SUB_GRUPO: 'GENERAL',
    'FECHA-VENCIMIENTO': '20261012',
    DEUDA: { number: '0' },
    PERIOD_END_DATE: '20260917',
    CHARGE_TOTAL_AMOUNT: amount(share(net, 118n, 100n)),
    CHARGE_NET_AMOUNT: amount(net),
  };
}

function accept(sheet: SampleSheet, row: Row, changed = {}, facts: Partial<RowFacts> = {}): void {
  const total = share(row.net, 118n, 100n);
  const charges = [{ concept: row.concept, net: row.net, tax: total - row.net, total }];
  sheet.accept(
    { ...cellsOf(row), ...changed },
    { linea: row.linea, account: row.account, charges, validity: { period_to: '2026-09-17' }, ...facts },
  );
}

function addAwkwardRows(sheet: SampleSheet): void {
  const row: Row = {
    linea: '987650001',
    account: '77001001',
    group: 'DESCUENTO CARGO RECURRENTE',
    description: 'Bono corporativo',
    code: 'BN0001',
    concept: 'DISCOUNT',
    net: -2_000n,
  };
  accept(sheet, row);
  accept(sheet, row);
  sheet.blank();
  const left = { ...row, group: 'NO CONSIDERAR', net: 500_000n };
  sheet.skip(cellsOf(left), { code: 'EXCLUDED_ROW', header: 'GRUPO' });
  sheet.skip(cellsOf({ ...left, net: -500_000n }), { code: 'EXCLUDED_ROW', header: 'GRUPO' });
  accept(
    sheet,
    { ...row, group: 'OTROS', description: 'Facturaci¾n detallada', concept: 'OTHER', net: 300n },
    {},
    { issues: [{ code: 'GARBLED_TEXT', header: 'CHARGE_CODE_DESC' }] },
  );
  const reconnection = {
    ...row,
    group: 'CARGO POR RECONEXION',
    description: 'Reconexión',
    concept: 'RECONNECTION',
    net: 1_271n,
  };
  accept(sheet, reconnection, { SUBSCRIBER_KEY: 'CUENTA 77001001' }, { linea: null });
  accept(sheet, reconnection, { SUBSCRIBER_KEY: '+51 987-650-002' }, { linea: '987650002' });
  accept(
    sheet,
    { ...row, group: 'GRUPO NUEVO', description: 'Seguro', concept: 'OTHER', net: 990n },
    {},
    { issues: [{ code: 'UNKNOWN_CONCEPT', header: 'GRUPO' }] },
  );
  const rejected = { ...cellsOf(row), CHARGE_NET_AMOUNT: 'n/d' };
  sheet.reject(rejected, { code: 'INVALID_NUMBER', header: 'CHARGE_NET_AMOUNT' });
  const other = { ...cellsOf(row), ciclo: { number: '20260818' } };
  sheet.reject(other, { code: 'OTHER_PERIODO', header: 'ciclo' });
}

function never(): never {
  throw new Error('there are charges');
}
