import { randomUUID } from 'node:crypto';
import ExcelJS from 'exceljs';
import type { Answer, ApiClient } from './api-client.ts';
import { IMPORT_VIEW } from './api-client.ts';

export type Cells = readonly ExcelJS.CellValue[];

/** The header of claro-pe-detalle, as its operador writes it. */
export const HEADER = [
  'RUC',
  'Razón Social',
  'Cuenta',
  'Recibo',
  'Ciclo',
  'Línea',
  'Plan',
  'Cargo Fijo Sin IGV',
  'Roaming',
  'Descuentos',
  'Subtotal',
  'IGV',
  'Total',
];

/** A workbook with title rows above the header, which stands in row 4. */
export async function workbookOf(rows: readonly Cells[], sheetName = 'Detalle de Consumo'): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  // No two files are the same: that would be a duplicate.
  book.keywords = randomUUID();
  const sheet = book.addWorksheet(sheetName);
  sheet.addRow(['CLARO PERÚ: DETALLE POR LÍNEA']);
  sheet.addRow(['Emitido', new Date('2026-10-02T00:00:00Z')]);
  sheet.addRow([]);
  sheet.addRow(HEADER);
  for (const row of rows) sheet.addRow([...row]);
  sheet.getCell('B2').numFmt = 'dd/mm/yyyy';
  sheet.getColumn(5).numFmt = 'dd/mm/yyyy';
  return Buffer.from(await book.xlsx.writeBuffer());
}

export interface DownloadView {
  readonly url: string;
  readonly name: string;
  readonly bytes: string | null;
  readonly expiresAt: string;
}

export async function rejectedRowsOf(
  client: ApiClient,
  id: string,
  headers: Record<string, string> = {},
): Promise<DownloadView | null> {
  const { data } = await client.raw<{ import: { rejectedRowsFile: DownloadView | null } }>(
    'query ($id: ID!) { import(id: $id) { rejectedRowsFile { url name bytes expiresAt } } }',
    { id },
    headers,
  );
  return data?.import.rejectedRowsFile ?? null;
}

/** The bytes, as anybody with the address gets them. */
export async function downloadRejected(
  client: ApiClient,
  id: string,
  headers: Record<string, string> = {},
): Promise<Buffer> {
  const download = await rejectedRowsOf(client, id, headers);
  if (!download) throw new Error(`Import ${id} has no file of rejected rows`);
  const response = await fetch(download.url);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

export async function openWorkbook(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer);
  return book;
}

/** Opens the file of rejected rows, lets somebody change its only sheet, and saves it. */
export async function correct(
  bytes: Uint8Array,
  change: (sheet: ExcelJS.Worksheet) => void,
): Promise<Buffer> {
  const book = await openWorkbook(bytes);
  const sheet = book.worksheets[0];
  if (!sheet) throw new Error('The workbook has no sheet');
  change(sheet);
  return Buffer.from(await book.xlsx.writeBuffer());
}

export async function reprocess(
  graphqlUrl: string,
  client: ApiClient,
  id: string,
  bytes: Uint8Array,
  { name = 'corregidas.xlsx', language = 'es' } = {},
): Promise<Answer> {
  const query = `mutation ($id: ID!, $file: Upload!) { reprocessRows(id: $id, file: $file) { __typename
    ... on ImportPayload { import { ...ImportView } } ... on Problem { code message path }
    ... on ValidationProblem { fields { path code message } } ... on TransitionProblem { estado phase actions }
    ... on FileProblem { detectedFormat hint } } } ${IMPORT_VIEW}`;
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { id, file: null } }));
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', new File([new Uint8Array(bytes)], name));
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.token}`,
      'x-graphql-yoga-csrf': '1',
      'accept-language': language,
    },
    body: form,
  });
  const answer: { data?: { reprocessRows: Answer }; errors?: unknown } = JSON.parse(await response.text());
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data.reprocessRows;
}
