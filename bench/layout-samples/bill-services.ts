import { BILL } from './bill.ts';
import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { plainCharge, pointAmount } from './sample-values.ts';

const VALIDITY = { period_from: '2026-09-01', period_to: '2026-09-30' };
const SERVICES = [
  ['S001', 'Renta Plan 300', 'FIXED_CHARGE', 51_428n, '', ''],
  ['S014', 'Paquete navegación', 'PACKAGE', 19_900n, '', '1048576'],
  ['S020', 'Tiempo Aire adicional', 'VOICE', 1_250n, '5', ''],
  ['S021', 'Larga Distancia nacional', 'LONG_DISTANCE', 450n, '2.5', ''],
  ['S030', 'Descuento por volumen', 'DISCOUNT', -5_143n, '', ''],
] as const;

/** Services: what each costs, from when to when, and the minutes or kilobytes that were billed. */
export function services(): Sample {
  const sheet = new SampleSheet(
    '2026-09',
    [
      'Fecha',
      'Periodo',
      'Cuenta',
      'Línea',
      'Descripción',
      'Importe',
      'Pago',
      'Inicio',
      'Fin',
      'Población',
      'Min Libres',
      'KB Libres',
      'Min Facturados',
      'KB Facturados',
      'Clave',
    ],
    { shows: { operador_concept: 'Clave', description: 'Descripción' } },
  );
  for (let i = 0; i < 60; i++) {
    const linea = String(5_535_637_200 + Math.floor(i / SERVICES.length));
    const [code, text, concept, base, minutes, kilobytes] = SERVICES[i % SERVICES.length] ?? SERVICES[0];
    const cents = base + BigInt(i);
    const used = usedQuantity(minutes, kilobytes);
    sheet.accept(
      {
        ...serviceTexts(`'${linea}`),
        Descripción: text,
        Importe: pointAmount(cents),
        'Min Facturados': minutes,
        'KB Facturados': kilobytes,
        Clave: code,
      },
      {
        linea,
        account: BILL.account,
        charges: [plainCharge(concept, cents, { quantity: used })],
        validity: VALIDITY,
      },
    );
  }
  addAwkwardRows(sheet);
  return { sheet, as: BILL.csv };
}

function addAwkwardRows(sheet: SampleSheet): void {
  const row = {
    ...serviceTexts('5535637200'),
    Descripción: 'Renta Plan 300',
    Importe: '1.00',
    Clave: 'S001',
  };
  sheet.accept(
    { ...row, 'KB Facturados': '2 MB' },
    {
      linea: '5535637200',
      account: BILL.account,
      validity: VALIDITY,
      charges: [plainCharge('FIXED_CHARGE', 100n, { quantity: { thousandths: 2_048_000n, unit: 'KB' } })],
    },
  );
  sheet.accept(
    { ...row, Descripción: 'Protecci¾n de equipo' },
    {
      linea: '5535637200',
      account: BILL.account,
      charges: [plainCharge('OTHER', 100n)],
      issues: [
        { code: 'GARBLED_TEXT', header: 'Descripción' },
        { code: 'UNKNOWN_CONCEPT', header: 'Clave' },
      ],
    },
  );
  sheet.reject({ ...row, Fin: '09/31/26' }, { code: 'INVALID_DATE', header: 'Fin' });
  sheet.reject({ ...row, Clave: '' }, { code: 'MISSING_VALUE', header: 'Clave' });
}

function serviceTexts(number: string): Record<string, SampleCell> {
  return {
    Fecha: '01/10/26',
    Periodo: 'sep-26',
    Cuenta: `'${BILL.account}`,
    Línea: number,
    Pago: '1 DE 1',
    Inicio: "'01/09/26",
    Fin: "'30/09/26",
    Población: 'MÉXICO, D.F.',
  };
}

function usedQuantity(minutes: string, kilobytes: string): SampleCharge['quantity'] {
  if (minutes !== '') return { thousandths: BigInt(Math.round(Number(minutes) * 1_000)), unit: 'MINUTE' };
  return kilobytes === '' ? undefined : { thousandths: BigInt(kilobytes) * 1_000n, unit: 'KB' };
}
