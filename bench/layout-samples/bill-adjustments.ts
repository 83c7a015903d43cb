import { BILL } from './bill.ts';
import type { Sample } from './sample.ts';
import { SampleSheet } from './sample-sheet.ts';
import { plainCharge, pointAmount } from './sample-values.ts';

/** Adjustments: credits and charges after the fact, in pairs that cancel each other, some of the account. */
export function adjustments(): Sample {
  const sheet = new SampleSheet(
    '2026-09',
    [
      'Fecha',
      'Periodo',
      'Línea',
      'Descripción',
      'Aplicación',
      'Importe',
      'Población',
      'Cuenta',
      'Fecha Ajuste',
      'Código Ajuste',
      'Secuencia',
    ],
    { shows: { operador_concept: 'Código Ajuste', description: 'Descripción' } },
  );
  const cellsOf = (number: string, cents: bigint, day: string, i: number) => ({
    Fecha: '01/10/26',
    Periodo: 'sep-26',
    Línea: number,
    Descripción: 'Ajuste por servicio',
    Aplicación: cents < 0n ? 'CRÉDITO' : 'CARGO',
    Importe: pointAmount(cents),
    Población: 'MÉXICO, D.F.',
    Cuenta: BILL.account,
    'Fecha Ajuste': day,
    'Código Ajuste': 'AJ01',
    Secuencia: String(i),
  });
  const accept = (number: string, linea: string | null, cents: bigint, i: number) => {
    const day = String(1 + (i % 30)).padStart(2, '0');
    sheet.accept(cellsOf(number, cents, `${day}/09/26`, i), {
      linea,
      account: BILL.account,
      charges: [plainCharge('ADJUSTMENT', cents)],
      occurred: `2026-09-${day}`,
    });
  };
  for (let i = 0; i < 30; i++) {
    const linea = String(5_535_637_200 + (i % 10));
    accept(`'${linea}`, linea, -1_500n - BigInt(i), i);
    if (i % 3 === 0) accept(linea, linea, 1_500n + BigInt(i), i);
  }
  accept('Cuenta', null, -250_000n, 31);
  sheet.accept(cellsOf('5535637200', 100n, '15/08/26', 32), {
    linea: '5535637200',
    account: BILL.account,
    charges: [plainCharge('ADJUSTMENT', 100n)],
    occurred: '2026-08-15',
    issues: [{ code: 'DATE_OUTSIDE_PERIODO', header: 'Fecha Ajuste' }],
  });
  sheet.reject(cellsOf('5535637200', 100n, '09/15/26', 33), {
    code: 'AMBIGUOUS_DATE',
    header: 'Fecha Ajuste',
  });
  return { sheet, as: BILL.csv };
}
