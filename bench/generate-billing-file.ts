import { rename } from 'node:fs/promises';
import { ZipWriter } from './zip-writer.ts';

export interface GeneratedFile {
  /** The plantilla and tipo de archivo that the file is laid out for. */
  readonly plantilla: string;
  readonly tipoArchivo: string;
  readonly periodo: string;
  readonly rows: number;
  /** Rows whose amount cannot be read: each is rejected with an INVALID_NUMBER. */
  readonly badRows: number;
  /** One per good row. */
  readonly charges: number;
  /** Exact, two decimals. */
  readonly total: string;
  readonly lineas: number;
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
const CHUNK_ROWS = 5_000;
const FIRST_DATA_ROW = 4;
const MAX_CENTS = 90_000;

/**
 * Writes a billing file as Excel would: layout movistar-mx-conceptos, shared strings behind the sheet. With badEvery, each
 * row of that number has an amount that cannot be read. The same options give the same bytes. Returns what importing it must find. Memory stays flat but for the strings.
 */
export async function generateBillingFile(
  path: string,
  { rows, seed, badEvery = 0 }: { rows: number; seed: number; badEvery?: number },
): Promise<GeneratedFile> {
  const strings = new Strings();
  const random = randomNumbers(seed);
  const goodLineas = new Set<number>();
  let cents = 0n;
  let badRows = 0;

  function* sheet(): Generator<string> {
    yield `${SHEET_START}<row r="1"><c r="A1" t="s"><v>${strings.index('REPORTE DE CONCEPTOS FACTURABLES')}</v></c></row>`;
    const names = HEADER.map((name, i) => shared(i, FIRST_DATA_ROW - 1, strings.index(name)));
    yield `<row r="${FIRST_DATA_ROW - 1}">${names.join('')}</row>`;
    let chunk = '';
    for (let i = 0; i < rows; i++) {
      const amount = 1 + (random() % MAX_CENTS);
      const sign = CONCEPTS[i % ROWS_PER_LINEA]?.[2] ?? 1;
      const bad = badEvery > 0 && (i + 1) % badEvery === 0;
      if (bad) badRows++;
      else {
        cents += BigInt(sign * amount);
        goodLineas.add(Math.floor(i / ROWS_PER_LINEA));
      }
      chunk += dataRow(strings, i, seed, bad ? undefined : sign * amount);
      if ((i + 1) % CHUNK_ROWS === 0) {
        yield chunk;
        chunk = '';
      }
    }
    yield `${chunk}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`;
  }

  const zip = await ZipWriter.create(`${path}.partial`);
  for (const [name, text] of FIXED_PARTS) await zip.add(name, [text]);
  await zip.add('xl/worksheets/sheet1.xml', sheet());
  await zip.add('xl/sharedStrings.xml', strings.part());
  await zip.close();
  await rename(`${path}.partial`, path);
  return {
    plantilla: 'movistar-mx-conceptos',
    tipoArchivo: 'conceptos',
    periodo: '2026-09',
    rows,
    badRows,
    charges: rows - badRows,
    total: decimal(cents),
    lineas: goodLineas.size,
  };
}

function dataRow(strings: Strings, i: number, seed: number, cents: number | undefined): string {
  const linea = Math.floor(i / ROWS_PER_LINEA);
  const [code = '', description = ''] = CONCEPTS[i % ROWS_PER_LINEA] ?? [];
  const r = FIRST_DATA_ROW + i;
  const texts = [
    '202609',
    `CM-${String(Math.floor(linea / LINEAS_PER_CUENTA)).padStart(4, '0')}`,
    `A${String(linea).padStart(7, '0')}`,
    // 7,919 is prime to 100 million: each line another number, in no order.
    `55${String((linea * 7_919 + seed * 104_729) % 100_000_000).padStart(8, '0')}`,
    'MOVIL',
    code,
    description,
  ];
  const cells = texts.map((text, column) => shared(column, r, strings.index(text)));
  const amount =
    cents === undefined
      ? shared(7, r, strings.index('n/d'))
      : `<c r="H${r}" s="1"><v>${plain(cents)}</v></c>`;
  return `<row r="${r}" spans="1:8">${cells.join('')}${amount}</row>`;
}

function shared(column: number, row: number, index: number): string {
  return `<c r="${String.fromCharCode(65 + column)}${row}" t="s"><v>${index}</v></c>`;
}

/** A double as Excel writes it: without trailing zeros. */
function plain(cents: number): string {
  return String(cents / 100);
}

function decimal(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

class Strings {
  readonly #indexes = new Map<string, number>();
  #uses = 0;

  index(text: string): number {
    this.#uses++;
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#indexes.size);
    return this.#indexes.size - 1;
  }

  *part(): Generator<string> {
    let chunk = `${XML}<sst ${NAMESPACE} count="${this.#uses}" uniqueCount="${this.#indexes.size}">`;
    for (const text of this.#indexes.keys()) {
      chunk += `<si><t>${text.replaceAll('&', '&amp;')}</t></si>`;
      if (chunk.length < 500_000) continue;
      yield chunk;
      chunk = '';
    }
    yield `${chunk}</sst>`;
  }
}

/** mulberry32: small, and the same on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const SHEET_START = `${XML}<worksheet ${NAMESPACE}><sheetFormatPr defaultRowHeight="15"/><sheetData>`;
const FIXED_PARTS: readonly (readonly [name: string, text: string])[] = [
  [
    '[Content_Types].xml',
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${XML}<workbook ${NAMESPACE} xmlns:r="${RELATIONS}"><sheets><sheet name="Conceptos" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `${XML}<styleSheet ${NAMESPACE}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  ],
];
