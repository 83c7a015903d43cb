import type { Sample } from './sample.ts';
import { type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { plainCharge, pointAmount, sampleNumbers } from './sample-values.ts';
import type { CsvStyle } from './write-sample.ts';

const CSV: CsvStyle = { delimiter: ',', encoding: 'windows-1252' };
const ACCOUNT = '90011';

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

/** Lines: 33 columns, sixteen of them amounts, apostrophes before what Excel must not take for a number. */
export function lines(): Sample {
  const headers = [...LINE_TEXTS, ...LINE_AMOUNTS.map(([header]) => header), ...LINE_USAGE];
  const sheet = new SampleSheet('2026-09', headers);
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
    for (const header of LINE_USAGE) cells[header] = String(next(500));
    sheet.accept(cells, { linea, account: ACCOUNT, charges });
  }
  sheet.accept(
    { ...lineTexts('CUENTA 90011'), 'Cargos y Créditos': '-1,250.00' },
    { linea: null, account: ACCOUNT, charges: [plainCharge('ADJUSTMENT', -125_000n)] },
  );
  sheet.reject(lineTexts("'55356372"), { code: 'INVALID_LINEA', header: 'Teléfono' });
  sheet.reject(
    { ...lineTexts('5535637200'), Renta: '1.100,50' },
    { code: 'AMBIGUOUS_NUMBER', header: 'Renta' },
  );
  return { sheet, as: CSV };
}

function lineTexts(number: string): Record<string, SampleCell> {
  return {
    'Fecha Facturación': "'01/10/26",
    Periodo: 'sep-26',
    Teléfono: number,
    Población: 'MÉXICO, D.F.',
    'Cuenta Maestra': ACCOUNT,
    Cuenta: "'0090011002",
    Factura: "'000123456789",
    RFC: 'XAXX010101000',
    'Razón Social': 'EMPRESA "FICTICIA" SA',
    Plan: 'Plan 300',
  };
}

const SERVICES = [
  ['S001', 'Renta Plan 300', 'FIXED_CHARGE', 51_428n, '', ''],
  ['S014', 'Paquete navegación', 'PACKAGE', 19_900n, '', '1048576'],
  ['S020', 'Tiempo Aire adicional', 'VOICE', 1_250n, '5', ''],
  ['S021', 'Larga Distancia nacional', 'LONG_DISTANCE', 450n, '2.5', ''],
  ['S030', 'Descuento por volumen', 'DISCOUNT', -5_143n, '', ''],
] as const;

/** Services: what each costs, from when to when, and the minutes or kilobytes that were billed. */
export function services(): Sample {
  const sheet = new SampleSheet('2026-09', [
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
  ]);
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
      { linea, account: ACCOUNT, charges: [plainCharge(concept, cents, { quantity: used })] },
    );
  }
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
      account: ACCOUNT,
      charges: [plainCharge('FIXED_CHARGE', 100n, { quantity: { thousandths: 2_048_000n, unit: 'KB' } })],
    },
  );
  sheet.accept(
    { ...row, Descripción: 'Protecci¾n de equipo' },
    {
      linea: '5535637200',
      account: ACCOUNT,
      charges: [plainCharge('OTHER', 100n)],
      issues: [
        { code: 'GARBLED_TEXT', header: 'Descripción' },
        { code: 'UNKNOWN_CONCEPT', header: 'Clave' },
      ],
    },
  );
  sheet.reject({ ...row, Fin: '09/31/26' }, { code: 'INVALID_DATE', header: 'Fin' });
  sheet.reject({ ...row, Clave: '' }, { code: 'MISSING_VALUE', header: 'Clave' });
  return { sheet, as: CSV };
}

function serviceTexts(number: string): Record<string, SampleCell> {
  return {
    Fecha: '01/10/26',
    Periodo: 'sep-26',
    Cuenta: ACCOUNT,
    Línea: number,
    Pago: '1 DE 1',
    Inicio: '01/09/26',
    Fin: '30/09/26',
    Población: 'MÉXICO, D.F.',
  };
}

function usedQuantity(minutes: string, kilobytes: string): SampleCharge['quantity'] {
  if (minutes !== '') return { thousandths: BigInt(Math.round(Number(minutes) * 1_000)), unit: 'MINUTE' };
  return kilobytes === '' ? undefined : { thousandths: BigInt(kilobytes) * 1_000n, unit: 'KB' };
}

/** Adjustments: credits and charges after the fact, in pairs that cancel each other, some of the account. */
export function adjustments(): Sample {
  const sheet = new SampleSheet('2026-09', [
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
  ]);
  const cellsOf = (number: string, cents: bigint, day: string, i: number) => ({
    Fecha: '01/10/26',
    Periodo: 'sep-26',
    Línea: number,
    Descripción: 'Ajuste por servicio',
    Aplicación: cents < 0n ? 'CRÉDITO' : 'CARGO',
    Importe: pointAmount(cents),
    Población: 'MÉXICO, D.F.',
    Cuenta: ACCOUNT,
    'Fecha Ajuste': day,
    'Código Ajuste': 'AJ01',
    Secuencia: String(i),
  });
  const accept = (number: string, linea: string | null, cents: bigint, i: number) => {
    const day = String(1 + (i % 30)).padStart(2, '0');
    sheet.accept(cellsOf(number, cents, `${day}/09/26`, i), {
      linea,
      account: ACCOUNT,
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
    account: ACCOUNT,
    charges: [plainCharge('ADJUSTMENT', 100n)],
    occurred: '2026-08-15',
    issues: [{ code: 'DATE_OUTSIDE_PERIODO', header: 'Fecha Ajuste' }],
  });
  sheet.reject(cellsOf('5535637200', 100n, '09/15/26', 33), {
    code: 'AMBIGUOUS_DATE',
    header: 'Fecha Ajuste',
  });
  return { sheet, as: CSV };
}

/** Calls: start as dd/MM/yy with time, duration as mm:ss; where it is blank, the minutes count. */
export function billCalls(): Sample {
  const sheet = new SampleSheet('2026-09', [
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
    'Importe',
  ]);
  const next = sampleNumbers(24);
  const cellsOf = (i: number, start: string, duration: string, minutes: number, cents: bigint) => ({
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
    Cuenta: ACCOUNT,
    Secuencia: String(i),
    Clave: 'L01',
    Importe: pointAmount(cents),
  });
  for (let i = 0; i < 60; i++) {
    const linea = String(5_535_637_200 + (i % 8));
    const [day, hour, minute, second] = [1 + next(30), next(24), next(60), next(60)].map((part) =>
      String(part).padStart(2, '0'),
    );
    const seconds = 1 + next(4_000);
    const minutes = Math.ceil(seconds / 60);
    const cents = BigInt(next(400));
    const isBlank = i % 6 === 0;
    const duration = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const quantity = isBlank
      ? { thousandths: BigInt(minutes) * 1_000n, unit: 'MINUTE' }
      : { thousandths: BigInt(seconds) * 1_000n, unit: 'SECOND' };
    sheet.accept(
      cellsOf(i, `${day}/09/26 ${hour}:${minute}:${second}`, isBlank ? '' : duration, minutes, cents),
      {
        linea,
        account: ACCOUNT,
        charges: [plainCharge('VOICE', cents, { quantity })],
        occurred: `2026-09-${day} ${hour}:${minute}:${second}`,
      },
    );
  }
  const start = '18/09/26 13:50:43';
  sheet.accept(cellsOf(0, '31/08/26 23:59:59', '1:00', 1, 0n), {
    linea: '5535637200',
    account: ACCOUNT,
    charges: [plainCharge('VOICE', 0n, { quantity: { thousandths: 60_000n, unit: 'SECOND' } })],
    occurred: '2026-08-31 23:59:59',
    issues: [{ code: 'DATE_OUTSIDE_PERIODO', header: 'Fecha y Hora Inicio' }],
  });
  sheet.reject(cellsOf(1, start, '3:75', 4, 10n), { code: 'INVALID_DURATION', header: 'Duración' });
  sheet.reject(cellsOf(1, '18/09/26 25:00:00', '3:15', 4, 10n), {
    code: 'INVALID_DATE',
    header: 'Fecha y Hora Inicio',
  });
  return { sheet, as: CSV };
}
