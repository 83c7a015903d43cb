const NUMBERS = { decimal: '.', thousands: ',', signs: ['S/'] };
export const HEADER = ['Cuenta', 'Línea', 'Plan', 'Concepto', 'Fecha', 'Duración', 'Importe', 'Grupo'];

const columns = (duration: object = { format: 'mm:ss' }) => [
  { header: 'Cuenta', field: 'account' },
  { header: 'Línea', aliases: ['Nro. Linea', 'Lnea'], field: 'lineaNumber', required: true },
  { header: 'Plan', field: 'plan' },
  { header: 'Concepto', field: 'operadorConcept', required: true },
  { header: 'Fecha', field: 'occurredOn' },
  { header: 'Duración', field: 'quantity', type: 'DURATION', unit: 'SECOND', ...duration },
  { header: 'Importe', field: 'total', required: true },
  { header: 'Grupo' },
  { header: 'Hora' },
];

const tipo = (code: string, changed: object = {}) => ({
  code,
  name: code,
  kind: 'CHARGES',
  columns: columns(),
  ...changed,
});

/** A plantilla of no operador, with a tipo de archivo for each way of writing that the table speaks of. */
export const PLANTILLA = {
  operador: { code: 'prueba', name: 'Prueba', country: 'PE', currency: 'PEN', timeZone: 'America/Lima' },
  code: 'archivos-raros',
  name: 'Archivos raros',
  version: 1,
  validFrom: null,
  validTo: null,
  definition: {
    header: { cells: ['Línea', 'Concepto', 'Importe'], withinRows: 20 },
    numbers: NUMBERS,
    dates: { order: 'dmy' },
    linea: { digits: [9], strip: ['+51'], accountLevel: ['Cargo*'] },
    columnContract: 'WARN',
    singleAccount: true,
    rows: [
      { when: { Cuenta: 'TOTAL*' }, is: 'TOTAL', declaredTotal: 'Importe' },
      { when: { '*': 'SUMA' }, is: 'TOTAL' },
      { when: { Grupo: 'NO CONSIDERAR' }, is: 'EXCLUDED' },
    ],
    tiposArchivo: [
      tipo('detalle'),
      tipo('coma', { numbers: { decimal: ',', thousands: '.' } }),
      tipo('dos-filas', {
        header: { cells: ['Línea', 'Concepto', 'Importe'], withinRows: 20, rows: 2 },
      }),
      tipo('mdy', { dates: { order: 'mdy' } }),
      tipo('dias', { columns: columns({ format: 'days' }) }),
      tipo('segundos', { columns: columns({ format: 'seconds' }) }),
      tipo('datos', { columns: columns({ type: 'DATA_VOLUME', unit: 'MB', format: 'KB' }) }),
      tipo('periodo', { columns: [{ header: 'Ciclo', field: 'periodo' }, ...columns()] }),
    ],
    concepts: [{ match: ['*'], is: 'OTHER' }],
  },
};
