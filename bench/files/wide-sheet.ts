import {
  type BillingSheet,
  type Cell,
  Figures,
  lineaNumber,
  periodoOf,
  randomNumbers,
  type SheetRow,
} from './billing-sheet.ts';

const PRODUCTS: readonly (readonly [header: string, sign: 1 | -1])[] = [
  ['Renta Empresas Select 300 VPN', 1],
  ['Dcto Renta Empresas Select 300', -1],
  ['Modulo 1GB', 1],
  ['Descuento Modulo 1GB', -1],
  ['Excedente voz', 1],
  ['Mensajería de texto', 1],
  ['Servicio de Roaming', 1],
  ['Larga distancia', 1],
  ['Impuesto IEPS', 1],
  ['IVA', 1],
];
const HEADER = ['Nombre', 'Periodo', 'Línea', 'Plan', ...PRODUCTS.map(([name]) => name), 'Total general'];
const PLANS = ['Empresas Select 300', 'Empresas Select 500', 'Datos 10GB'];
const MAX_CENTS = 90_000;

interface WideSheetOptions {
  readonly rows: number;
  readonly seed: number;
  readonly month?: number;
}

/** Layout movistar-mx-ancho: a linea each row, with one charge of each product. */
export function wideSheet({ rows, seed, month }: WideSheetOptions): BillingSheet {
  const figures = new Figures();
  const periodo = periodoOf(month);
  return {
    plantilla: 'movistar-mx-ancho',
    tipoArchivo: 'ancho',
    periodo,
    name: 'Resumen',
    columns: HEADER.length,
    rows: sheetRows(rows, seed, periodo, figures),
    figures,
  };
}

function* sheetRows(rows: number, seed: number, periodo: string, figures: Figures) {
  const random = randomNumbers(seed);
  yield { number: 1, cells: HEADER } satisfies SheetRow;
  for (let i = 0; i < rows; i++) {
    const amounts = PRODUCTS.map(([, sign]) => sign * (1 + (random() % MAX_CENTS)));
    for (const cents of amounts) figures.add(cents);
    figures.lineas++;
    const cells: Cell[] = [
      `USUARIO ${i % 1_000}`,
      periodo,
      lineaNumber(i, seed),
      PLANS[i % PLANS.length] ?? '',
      ...amounts,
      amounts.reduce((sum, cents) => sum + cents, 0),
    ];
    yield { number: 2 + i, cells } satisfies SheetRow;
  }
}
