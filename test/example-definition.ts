/** The first example of docs/plantillas.md, as the JSON that a person writes; a fresh copy each time. */
export function exampleDefinition() {
  return {
    header: { cells: ['Ciclo Fact.', 'Línea', 'Importe'] },
    linea: { digits: [10], strip: ['+52'], accountLevel: ['Cargo*'] },
    tiposArchivo: [
      {
        code: 'conceptos',
        name: 'Conceptos facturables',
        kind: 'CHARGES',
        columns: [
          { header: 'Ciclo Fact.', field: 'periodo', format: 'YYYYMM' },
          { header: 'Cuenta Maestra', field: 'account' },
          { header: 'Línea', aliases: ['Teléfono'], field: 'lineaNumber', required: true },
          { header: 'Cod. Concepto', field: 'operadorConcept', required: true },
          { header: 'Importe', field: 'total', required: true },
        ],
      },
    ],
    concepts: [{ match: ['RENTA'], is: 'FIXED_CHARGE' }],
  };
}
