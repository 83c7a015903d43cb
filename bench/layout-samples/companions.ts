import type { Sample } from './sample.ts';
import { type RowFacts, type SampleCell, type SampleCharge, SampleSheet } from './sample-sheet.ts';
import { commaAmount, plainCharge, sampleNumbers, serialOf } from './sample-values.ts';

const FIRST_LINEA = 1_149_119_700;

/** A summary of each line in five amounts, their total checked; 1.234,56 throughout. */
export function summary(): Sample {
  const sheet = new SampleSheet('2026-09', [
    'Línea',
    'Única vez',
    'Fijos',
    'Variables',
    'Otros',
    'Impuestos',
    'Importe total ',
  ]);
  const next = sampleNumbers(8);
  for (let i = 0; i < 50; i++) {
    const linea = String(FIRST_LINEA + i);
    const amounts: readonly (readonly [string, string, bigint])[] = [
      ['Única vez', 'OTHER', BigInt(next(3) * 15_050)],
      ['Fijos', 'FIXED_CHARGE', 1_234_567n + BigInt(next(1_000))],
      ['Variables', 'OTHER', BigInt(next(2) * next(90_000))],
      ['Otros', 'OTHER', -BigInt(next(2) * 7_777)],
      ['Impuestos', 'TAX', 333_333n + BigInt(next(100))],
    ];
    const sum = amounts.reduce((total, [, , cents]) => total + cents, 0n);
    const charges = amounts.flatMap(([, concept, cents]) =>
      cents === 0n ? [] : [plainCharge(concept, cents)],
    );
    const cells = Object.fromEntries(amounts.map(([header, , cents]) => [header, commaAmount(cents)]));
    sheet.accept({ Línea: linea, ...cells, 'Importe total ': `$ ${commaAmount(sum)}` }, { linea, charges });
  }
  sheet.accept(
    { Línea: 'Cargos de la cuenta', Otros: '(1.000,00)', 'Importe total ': '-1.000,00' },
    { linea: null, charges: [plainCharge('OTHER', -100_000n)] },
  );
  sheet.reject({ Línea: '1149119700', Fijos: '1234.56' }, { code: 'AMBIGUOUS_NUMBER', header: 'Fijos' });
  const stated = sheet.total;
  sheet.skip(
    { Línea: 'Total', 'Importe total ': commaAmount(stated) },
    { code: 'TOTAL_ROW', header: 'Línea' },
    stated,
  );
  return { sheet, as: { sheetName: 'Resumen' } };
}

/** Calls with date and time in one cell, a duration of three forms. */
export function companionCalls(): Sample {
  const sheet = new SampleSheet(
    '2026-09',
    ['Línea', 'Fecha', 'Tipo', 'Red', 'Nº marcado', 'Destino', 'Duración', 'Total', 'Concepto'],
    { shows: { operador_concept: 'Concepto', description: 'Tipo', destination: 'Nº marcado' } },
  );
  const next = sampleNumbers(88);
  for (let i = 0; i < 45; i++) {
    const [day, hour, minute] = [1 + next(30), next(24), next(60)].map((n) => String(n).padStart(2, '0'));
    const minutes = next(60);
    const cents = BigInt(next(20_000));
    const clock = `${minutes}:05`;
    const duration =
      i % 3 === 0
        ? clock
        : i % 3 === 1
          ? `0:${String(minutes).padStart(2, '0')}:05`
          : `${minutes * 60 + 5} seg`;
    sheet.accept(
      callCells(`${day}/09/2026 ${hour}:${minute}:00`, duration, cents),
      callFacts(minutes * 60 + 5, cents, `2026-09-${day} ${hour}:${minute}:00`),
    );
  }
  addAwkwardCalls(sheet);
  return { sheet, as: { sheetName: 'Llamadas' } };
}

function callCells(start: SampleCell, duration: SampleCell, cents: bigint): Record<string, SampleCell> {
  return {
    Línea: '+54 9 11 4911-9700',
    Fecha: start,
    Tipo: 'Saliente',
    Red: '4G',
    'Nº marcado': '01143219876',
    Destino: 'Buenos Aires',
    Duración: duration,
    Total: commaAmount(cents),
    Concepto: 'Llamadas a móviles',
  };
}

function callFacts(seconds: number, cents: bigint, occurred: string): RowFacts {
  const quantity = { thousandths: BigInt(seconds) * 1_000n, unit: 'SECOND' };
  return { linea: '1149119700', charges: [plainCharge('VOICE', cents, { quantity })], occurred };
}

function addAwkwardCalls(sheet: SampleSheet): void {
  sheet.accept(
    callCells({ date: serialOf('2026-09-18') + 0.5 }, { time: '0.0625' }, 100n),
    callFacts(5_400, 100n, '2026-09-18 12:00:00'),
  );
  sheet.accept(
    { ...callCells('18/09/2026 08:00:00', '1:00', 100n), Concepto: 'Servicio nuevo', Tipo: 'Entrante' },
    {
      ...callFacts(60, 100n, '2026-09-18 08:00:00'),
      charges: [plainCharge('OTHER', 100n, { quantity: { thousandths: 60_000n, unit: 'SECOND' } })],
      issues: [{ code: 'UNKNOWN_CONCEPT', header: 'Concepto' }],
    },
  );
  sheet.reject(callCells('31/09/2026 10:00:00', '1:00', 1n), { code: 'INVALID_DATE', header: 'Fecha' });
  sheet.reject(callCells('18/09/2026 10:00:00', 'un rato', 1n), {
    code: 'INVALID_DURATION',
    header: 'Duración',
  });
}

/** The lines themselves: no charges. */
export function inventory(): Sample {
  const sheet = new SampleSheet('2026-09', ['Cuenta', 'Línea', 'Fecha activación', 'Plan']);
  for (let i = 0; i < 40; i++) {
    const linea = String(FIRST_LINEA + i);
    const since = i % 2 === 0 ? { date: serialOf('2021-02-01') + i } : '01/02/21';
    sheet.accept(
      { Cuenta: '0012345-6', Línea: { number: linea }, 'Fecha activación': since, Plan: 'Abono 5 GB' },
      { linea, account: '0012345-6', charges: [] },
    );
  }
  const row = { Cuenta: '0012345-6', Línea: '1149119700', Plan: 'Abono 5 GB' };
  sheet.reject(
    { ...row, 'Fecha activación': '31/02/2021' },
    { code: 'INVALID_DATE', header: 'Fecha activación' },
  );
  sheet.reject({ ...row, Línea: '' }, { code: 'MISSING_VALUE', header: 'Línea' });
  return { sheet, as: { sheetName: 'Líneas' } };
}

const ITEMS: readonly (readonly [string, string, string, bigint])[] = [
  ['Abono 5 GB', 'Cargo', 'FIXED_CHARGE', 1_499_900n],
  ['Cuota equipo 3/12', 'Cargo', 'DEVICE', 812_345n],
  ['Promo aniversario', 'Descuento', 'DISCOUNT', -250_000n],
  ['Bonificación por volumen', 'Descuento', 'BONUS', -99_999n],
];

/** Charges and discounts under headers in small letters; what a name does not say, its type does. */
export function chargesAndDiscounts(): Sample {
  const sheet = new SampleSheet('2026-09', ['linea', 'nombre', 'importe', 'tipo'], {
    shows: { operador_concept: 'nombre', description: 'tipo' },
  });
  const add = (written: string, linea: string | null, i: number) => {
    const [nombre, tipo, concept, cents] = ITEMS[i % ITEMS.length] ?? ['', '', '', 0n];
    const charges: SampleCharge[] = [plainCharge(concept, cents)];
    sheet.accept({ linea: written, nombre, importe: commaAmount(cents), tipo }, { linea, charges });
  };
  for (let i = 0; i < 60; i++) {
    const linea = String(FIRST_LINEA + Math.floor(i / 4));
    add(linea, linea, i);
  }
  // The same bonus twice, and one of the whole account.
  add('1149119700', '1149119700', 3);
  add('1149119700', '1149119700', 3);
  add('Cuenta 0012345-6', null, 2);
  sheet.accept(
    { linea: '1149119700', nombre: 'Gestión de cobranza', importe: '10,00', tipo: 'Cargo' },
    {
      linea: '1149119700',
      charges: [plainCharge('OTHER', 1_000n)],
      issues: [{ code: 'UNKNOWN_CONCEPT', header: 'nombre' }],
    },
  );
  sheet.reject(
    { linea: '1149119700', nombre: 'Abono 5 GB', importe: 'S/C', tipo: 'Cargo' },
    { code: 'INVALID_NUMBER', header: 'importe' },
  );
  return { sheet, as: { delimiter: ';', encoding: 'utf-8-bom' } };
}
