/** The plainest layout that charges can have: what hostile files pretend to be, and fuzzed ones are. */
export const PLAIN_DEFINITION = {
  header: { cells: ['Línea', 'Importe'], withinRows: 10 },
  linea: { digits: [10] },
  tiposArchivo: [
    {
      code: 'cargos',
      name: 'Cargos',
      kind: 'CHARGES',
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Concepto', field: 'operadorConcept' },
        { header: 'Importe', field: 'total', required: true },
      ],
    },
  ],
  concepts: [{ match: ['*'], is: 'OTHER' }],
};

export const HEADER_CSV = 'Línea,Concepto,Importe';
export const HEADER_ROW = `<row r="1">${HEADER_CSV.split(',').map(textCell).join('')}</row>`;

export function textCell(text: string): string {
  return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
}

export function chargeRow(number: number): string {
  return `<row r="${number}">${textCell(String(5_500_000_000 + number))}${textCell('RENTA')}<c><v>${number % 997}.5</v></c></row>`;
}
