import { BILL } from './bill.ts';
import type { Sample } from './sample.ts';
import { SampleSheet } from './sample-sheet.ts';
import { plainCharge, sampleNumbers } from './sample-values.ts';

const HEADERS = [
  'Fecha y Hora Inicio',
  'Línea',
  'Lugar Llamado',
  'Estado Llamado',
  'Tipo',
  'Minutos',
  'Duración',
  'Tel. Destino',
  'Roaming',
  'Dirección',
  'Horario',
  'Cuenta',
  'Secuencia',
  'Clave',
];

/**
 * Calls, which are paid for elsewhere: start as dd/MM/yy with time, duration as mm:ss; where it is blank, the minutes
 * count.
 */
export function billCalls(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, {
    shows: { operador_concept: 'Tipo', description: 'Clave', destination: 'Tel. Destino' },
  });
  const next = sampleNumbers(24);
  for (let i = 0; i < 60; i++) {
    const linea = String(5_535_637_200 + (i % 8));
    const [day, hour, minute, second] = [1 + next(30), next(24), next(60), next(60)].map((part) =>
      String(part).padStart(2, '0'),
    );
    const seconds = 1 + next(4_000);
    const minutes = Math.ceil(seconds / 60);
    const isBlank = i % 6 === 0;
    const duration = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const quantity = isBlank
      ? { thousandths: BigInt(minutes) * 1_000n, unit: 'MINUTE' }
      : { thousandths: BigInt(seconds) * 1_000n, unit: 'SECOND' };
    sheet.accept(cellsOf(i, `${day}/09/26 ${hour}:${minute}:${second}`, isBlank ? '' : duration, minutes), {
      linea,
      account: BILL.account,
      charges: [plainCharge('VOICE', 0n, { quantity })],
      occurred: `2026-09-${day} ${hour}:${minute}:${second}`,
    });
  }
  addAwkwardRows(sheet);
  return { sheet, as: BILL.csv };
}

function cellsOf(i: number, start: string, duration: string, minutes: number) {
  return {
    'Fecha y Hora Inicio': start,
    Línea: `'${5_535_637_200 + (i % 8)}`,
    'Lugar Llamado': 'GUADALAJARA',
    'Estado Llamado': 'JAL',
    Tipo: 'LOCAL',
    Minutos: String(minutes),
    Duración: duration,
    'Tel. Destino': '3311112222',
    Roaming: 'N',
    Dirección: 'SALIENTE',
    Horario: 'NORMAL',
    Cuenta: BILL.account,
    Secuencia: String(i),
    Clave: 'L01',
  };
}

function addAwkwardRows(sheet: SampleSheet): void {
  const start = '18/09/26 13:50:43';
  sheet.accept(cellsOf(0, '31/08/26 23:59:59', '1:00', 1), {
    linea: '5535637200',
    account: BILL.account,
    charges: [plainCharge('VOICE', 0n, { quantity: { thousandths: 60_000n, unit: 'SECOND' } })],
    occurred: '2026-08-31 23:59:59',
    issues: [{ code: 'DATE_OUTSIDE_PERIODO', header: 'Fecha y Hora Inicio' }],
  });
  sheet.reject(cellsOf(1, start, '3:75', 4), { code: 'INVALID_DURATION', header: 'Duración' });
  sheet.reject(cellsOf(1, '18/09/26 25:00:00', '3:15', 4), {
    code: 'INVALID_DATE',
    header: 'Fecha y Hora Inicio',
  });
}
