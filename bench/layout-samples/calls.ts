import type { Sample } from './sample.ts';
import { type RowFacts, type SampleCell, type SampleIssue, SampleSheet } from './sample-sheet.ts';
import { amount, plainCharge, sampleNumbers, serialOf } from './sample-values.ts';

const HEADERS = [
  'Código Cuenta',
  'Nombre',
  'Cuenta Maestra',
  'Tel. Destino',
  'Ciclo',
  'Plan',
  'Dirección',
  'Tipo Llamada',
  'Hora',
  'Fecha',
  'Línea',
  'Importe',
  'Duración',
  'Duración Tarifada',
  'Abonado',
  'RFC',
  'Región',
  'Ciudad Origen',
  'Ciudad Destino',
  'Operador Destino',
  'Horario',
];
const KINDS = [
  ['LOCAL', 'VOICE'],
  ['LD Nacional', 'LONG_DISTANCE'],
  ['SMS', 'SMS'],
  ['Roaming voz', 'ROAMING'],
] as const;

interface Call {
  readonly linea: string;
  readonly kind: string;
  readonly concept: string;
  readonly day: string;
  /** HHmmss. */
  readonly hour: string;
  readonly seconds: number;
  readonly cents: bigint;
}

/** Calls whose hour is a number that has lost its zeros, below a title, the table not at the left edge. */
export function calls(): Sample {
  const sheet = new SampleSheet('2026-09', HEADERS, {
    titles: [[null, 'REPORTE DE LLAMADAS'], [null, 'Periodo', '202609'], []],
    firstColumn: 1,
    shows: {
      plan: 'Plan',
      operador_concept: 'Tipo Llamada',
      description: 'Dirección',
      destination: 'Tel. Destino',
    },
  });
  const next = sampleNumbers(4);
  for (let i = 0; i < 60; i++) {
    const [kind, concept] = KINDS[i % KINDS.length] ?? KINDS[0];
    const hour = [next(24), next(60), next(60)].map((part) => String(part).padStart(2, '0')).join('');
    const call = {
      linea: String(5_535_600_010 + (i % 7)),
      kind,
      concept,
      day: `2026-09-${String(1 + next(30)).padStart(2, '0')}`,
      hour,
      seconds: kind === 'SMS' ? 0 : 60 * (1 + next(12)),
      cents: BigInt(next(900)),
    };
    accept(sheet, call);
  }
  addAwkwardRows(sheet);
  return { sheet, as: { sheetName: 'Llamadas' } };
}

function cellsOf({ linea, kind, day, hour, seconds, cents }: Call): Record<string, SampleCell> {
  return {
    'Código Cuenta': 'C-9001',
    Nombre: 'EMPRESA FICTICIA SA DE CV',
    'Cuenta Maestra': { number: '90010' },
    'Tel. Destino': '5511112222',
    Ciclo: { number: '202609' },
    Plan: 'Select 300',
    Dirección: 'Saliente',
    'Tipo Llamada': kind,
    Hora: { number: String(Number(hour)) },
    Fecha: { date: serialOf(day) },
    Línea: { number: linea },
    Importe: amount(cents),
    Duración: { number: String(Math.max(0, seconds - 7)) },
    'Duración Tarifada': { number: String(seconds) },
    Región: 'R9',
    Horario: 'NORMAL',
  };
}

function factsOf({ linea, concept, day, hour, seconds, cents }: Call): RowFacts {
  const time = hour.replace(/^(..)(..)(..)$/, '$1:$2:$3');
  const quantity = { thousandths: BigInt(seconds) * 1_000n, unit: 'SECOND' };
  return {
    linea,
    account: '90010',
    charges: [plainCharge(concept, cents, { quantity })],
    occurred: `${day} ${time}`,
  };
}

function accept(sheet: SampleSheet, call: Call, changed = {}, ...issues: SampleIssue[]): void {
  sheet.accept({ ...cellsOf(call), ...changed }, { ...factsOf(call), issues });
}

function addAwkwardRows(sheet: SampleSheet): void {
  const call: Call = {
    linea: '5535600010',
    kind: 'LOCAL',
    concept: 'VOICE',
    day: '2026-09-18',
    hour: '000009',
    seconds: 60,
    cents: 150n,
  };
  accept(sheet, call);
  accept(sheet, { ...call, hour: '030229' }, { Hora: '030229', Fecha: '18/09/2026' });
  accept(sheet, call, { Línea: '5.535600010E+09' });
  accept(sheet, { ...call, day: '2026-08-31' }, {}, { code: 'DATE_OUTSIDE_PERIODO', header: 'Fecha' });
  accept(
    sheet,
    { ...call, kind: 'Videollamada', concept: 'OTHER' },
    { Dirección: 'Entrante' },
    { code: 'UNKNOWN_CONCEPT', header: 'Tipo Llamada' },
  );
  const reject = (changed: Record<string, SampleCell>, code: string, header: string) =>
    sheet.reject({ ...cellsOf(call), ...changed }, { code, header });
  reject({ Hora: { number: '246000' } }, 'INVALID_TIME', 'Hora');
  reject({ Línea: '5.5356E+09' }, 'LINEA_LOST_DIGITS', 'Línea');
  reject({ Fecha: '31/02/2026' }, 'INVALID_DATE', 'Fecha');
  reject({ Importe: null }, 'MISSING_VALUE', 'Importe');
}
