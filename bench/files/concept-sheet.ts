import {
  type BillingSheet,
  type Cell,
  Figures,
  lineaNumber,
  periodoOf,
  randomNumbers,
  type SheetRow,
} from './billing-sheet.ts';

export interface ConceptSheetOptions {
  readonly rows: number;
  readonly seed: number;
  /** Of the year 2026, 9 to 12. */
  readonly month?: number;
  /** Each row of that number has an amount that cannot be read. */
  readonly badEvery?: number;
  /** Two texts of each row that no other row has. */
  readonly uniqueTexts?: boolean;
}

const HEADER = [
  'Ciclo Fact.',
  'Cuenta Maestra',
  'Abonado',
  'Línea',
  'Tipo',
  'Cod. Concepto',
  'Descripción',
  'Importe',
];
const CONCEPTS: readonly (readonly [code: string, description: string, sign: 1 | -1])[] = [
  ['RENTA', 'Renta Empresas Select 300', 1],
  ['DCTO', 'Dcto Renta Empresas Select 300', -1],
  ['DATOS', 'Datos adicionales', 1],
  ['SMS', 'Mensajería de texto', 1],
  ['TA', 'Excedente voz', 1],
  ['ROAM', 'Roaming & larga distancia', 1],
];
const ROWS_PER_LINEA = CONCEPTS.length;
const LINEAS_PER_CUENTA = 250;
const FIRST_DATA_ROW = 4;
const MAX_CENTS = 90_000;

/** Layout movistar-mx-conceptos: one charge a row, six rows a linea. */
export function conceptSheet(options: ConceptSheetOptions): BillingSheet {
  const figures = new Figures();
  return {
    plantilla: 'movistar-mx-conceptos',
    tipoArchivo: 'conceptos',
    periodo: periodoOf(options.month),
    name: 'Conceptos',
    columns: HEADER.length,
    rows: sheetRows(options, figures),
    figures,
  };
}

function* sheetRows(
  { rows, seed, month, badEvery = 0, uniqueTexts = false }: ConceptSheetOptions,
  figures: Figures,
) {
  const random = randomNumbers(seed);
  const ciclo = periodoOf(month).replace('-', '');
  let lastGoodLinea = -1;
  yield { number: 1, cells: ['REPORTE DE CONCEPTOS FACTURABLES'] } satisfies SheetRow;
  yield { number: FIRST_DATA_ROW - 1, cells: HEADER } satisfies SheetRow;
  for (let i = 0; i < rows; i++) {
    const amount = 1 + (random() % MAX_CENTS);
    const cents = (CONCEPTS[i % ROWS_PER_LINEA]?.[2] ?? 1) * amount;
    const bad = badEvery > 0 && (i + 1) % badEvery === 0;
    const linea = Math.floor(i / ROWS_PER_LINEA);
    if (bad) figures.badRows++;
    else {
      figures.add(cents);
      if (linea !== lastGoodLinea) figures.lineas++;
      lastGoodLinea = linea;
    }
    const texts = uniqueTexts ? uniqueCells(i, seed) : usualCells(i, seed);
    yield { number: FIRST_DATA_ROW + i, cells: [ciclo, ...texts, bad ? 'n/d' : cents] } satisfies SheetRow;
  }
}

function usualCells(i: number, seed: number): Cell[] {
  const linea = Math.floor(i / ROWS_PER_LINEA);
  const [code = '', description = ''] = CONCEPTS[i % ROWS_PER_LINEA] ?? [];
  return [
    `CM-${String(Math.floor(linea / LINEAS_PER_CUENTA)).padStart(4, '0')}`,
    `A${String(linea).padStart(7, '0')}`,
    lineaNumber(linea, seed),
    'MOVIL',
    code,
    description,
  ];
}

function uniqueCells(i: number, seed: number): Cell[] {
  const [cuenta = '', , linea = '', tipo = '', code = '', description = ''] = usualCells(i, seed);
  return [cuenta, `S${String(i).padStart(9, '0')}`, linea, tipo, code, `${description} ${1e9 + i}`];
}
