import { type Message, message } from '../../domain/message.ts';
import { checkFileName } from './check-file-name.ts';
import { checkFormat } from './check-format.ts';
import { checkPatterns } from './check-patterns.ts';
import { checkWide } from './check-wide.ts';
import { type DefinitionProblem, type Path, pathText, type Report } from './definition-error.ts';
import type {
  ColumnDefinition,
  Definition,
  NumbersDefinition,
  TipoArchivoDefinition,
} from './definition-schema.ts';
import { CHARGE_FIELDS, FIELD_TYPES, LINEA_FIELDS } from './fields.ts';
import { plainText } from './match-text.ts';
import { columnType } from './tipo-layout.ts';

/** What a schema cannot say: that the parts of a definition fit each other. */
export function checkDefinition(definition: Definition): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const report: Report = (path, es, en) => {
    problems.push({ path: pathText(path), text: message(es, en) satisfies Message });
  };
  checkPatterns(definition, report);
  checkNumbers(definition.numbers, ['numbers'], report);
  if (definition.fileName !== undefined) checkFileName(definition.fileName, ['fileName'], report);
  const codes = new Set<string>();
  definition.tiposArchivo.forEach((tipo, i) => {
    const path = ['tiposArchivo', i];
    if (codes.has(tipo.code)) {
      report([...path, 'code'], `"${tipo.code}" ya está en uso`, `"${tipo.code}" is already in use`);
    }
    codes.add(tipo.code);
    checkTipo(definition, tipo, path, report);
  });
  return problems;
}

function checkTipo(definition: Definition, tipo: TipoArchivoDefinition, path: Path, report: Report): void {
  if (!tipo.header && !definition.header) {
    report(
      [...path, 'header'],
      'falta: diga qué celdas tiene la cabecera',
      'is missing: say which cells the header has',
    );
  }
  checkNumbers(tipo.numbers, [...path, 'numbers'], report);
  tipo.columns.forEach((column, i) => {
    checkColumn(tipo, column, [...path, 'columns', i], report);
    checkDecider(definition, tipo, column, [...path, 'columns', i], report);
  });
  checkFields(tipo, path, report);
  checkAmounts(definition, tipo, path, report);
  checkWide(definition, tipo, path, report);
  if (tipo.fileName !== undefined) checkFileName(tipo.fileName, [...path, 'fileName'], report);
  const at = tipo.rows ? path : [];
  (tipo.rows ?? definition.rows ?? []).forEach((rule, i) => {
    const headers = [...Object.keys(rule.when).filter((key) => key !== '*'), rule.declaredTotal];
    for (const header of headers) {
      if (header === undefined || namesAColumn(tipo, header)) continue;
      report(
        [...at, 'rows', i],
        `"${header}" no es la cabecera de ninguna de las columnas de "${tipo.code}"`,
        `"${header}" is not the header of any of the columns of "${tipo.code}"`,
      );
    }
    if (Object.keys(rule.when).length === 0) {
      report(
        [...at, 'rows', i, 'when'],
        'está vacío: valdría para todas las filas',
        'is empty: it would hold for every row',
      );
    }
  });
}

function namesAColumn(tipo: TipoArchivoDefinition, header: string): boolean {
  const plain = plainText(header);
  return tipo.columns.some(
    (column) =>
      (column.header !== undefined && plainText(column.header) === plain) ||
      column.aliases.some((alias) => plainText(alias) === plain),
  );
}

function checkColumn(
  tipo: TipoArchivoDefinition,
  column: ColumnDefinition,
  path: Path,
  report: Report,
): void {
  if ((column.header === undefined) === (column.value === undefined)) {
    report(path, 'lleva o bien "header" o bien "value"', 'takes either "header" or "value"');
  }
  if (column.value !== undefined && !isConstantField(column)) {
    report(
      [...path, 'field'],
      'una constante va a account, plan, operadorConcept, description o destination',
      'a constant goes to account, plan, operadorConcept, description or destination',
    );
  }
  if (column.check !== undefined && column.field !== undefined) {
    report([...path, 'check'], 'una columna es o campo o control', 'a column is either a field or a check');
  }
  if (column.required && column.optional) {
    report(
      [...path, 'optional'],
      'contradice a "required": quite una de las dos',
      'contradicts "required": take one of the two out',
    );
  }
  if (column.field === undefined) {
    if (column.type !== undefined && column.type !== 'TEXT') {
      report(
        [...path, 'type'],
        'sobra: la columna no alimenta ningún campo',
        'is too much: the column feeds no field',
      );
    }
    return;
  }
  const types = FIELD_TYPES[column.field];
  if (column.type !== undefined && !types.includes(column.type)) {
    report(
      [...path, 'type'],
      `${column.field} no se escribe como ${column.type}; se espera ${types.join(' o ')}`,
      `${column.field} is not written as ${column.type}; expected ${types.join(' or ')}`,
    );
  }
  checkFormat(columnType(tipo, column), column, path, report);
}

/** What decides the concept is a text of the file, in files with one charge a row. */
function checkDecider(
  definition: Definition,
  tipo: TipoArchivoDefinition,
  column: ColumnDefinition,
  path: Path,
  report: Report,
): void {
  if (!column.decidesConcept) return;
  const { field, check, value } = column;
  if (
    value !== undefined ||
    check !== undefined ||
    (field !== undefined && FIELD_TYPES[field][0] !== 'TEXT')
  ) {
    report(
      [...path, 'decidesConcept'],
      'solo vale en una columna de texto del archivo',
      'does only in a column of text of the file',
    );
  }
  if (isWide(definition, tipo) || tipo.kind === 'LINEA_INVENTORY') {
    report(
      [...path, 'decidesConcept'],
      'no vale aquí: en un archivo ancho decide la cabecera, y un inventario no tiene conceptos',
      'does not do here: in a wide file the header decides, and an inventory has no concepts',
    );
  }
}

function isConstantField({ field }: ColumnDefinition): boolean {
  return field !== undefined && FIELD_TYPES[field][0] === 'TEXT';
}

function checkFields(tipo: TipoArchivoDefinition, path: Path, report: Report): void {
  const allowed: readonly string[] = tipo.kind === 'LINEA_INVENTORY' ? LINEA_FIELDS : CHARGE_FIELDS;
  const seen = new Set<string>();
  tipo.columns.forEach(({ field }, i) => {
    if (field === undefined) return;
    const at = [...path, 'columns', i, 'field'];
    if (!allowed.includes(field)) {
      report(
        at,
        `"${field}" no es un campo de ${tipo.kind}; se espera uno de: ${allowed.join(', ')}`,
        `"${field}" is not a field of ${tipo.kind}; expected one of: ${allowed.join(', ')}`,
      );
    }
    if (seen.has(field) && field !== 'quantity') {
      report(
        at,
        `"${field}" ya tiene columna; para otra forma de escribir la cabecera use "aliases"`,
        `"${field}" has a column already; for another spelling of the header use "aliases"`,
      );
    }
    seen.add(field);
  });
}

function checkAmounts(definition: Definition, tipo: TipoArchivoDefinition, path: Path, report: Report): void {
  if (tipo.kind === 'LINEA_INVENTORY') return;
  const amounts = tipo.columns.some(({ field }) => field === 'total' || field === 'net');
  const tax = tipo.columns.some(({ field }) => field === 'tax');
  const wide = isWide(definition, tipo);
  if (wide && (amounts || tax)) {
    report(
      [...path, tipo.usageColumns && !tipo.variableColumns ? 'usageColumns' : 'variableColumns'],
      'una plantilla con columnas variables no lleva columnas total, net ni tax; use "check"',
      'a plantilla with variable columns has no columns total, net or tax; use "check"',
    );
  } else if (!wide && !amounts && !isUsageOnly(tipo)) {
    report(
      [...path, 'columns'],
      'ninguna columna da el importe: falta "total", "net" o "variableColumns"',
      'no column gives the amount: "total", "net" or "variableColumns" is missing',
    );
  }
}

function isWide(definition: Definition, tipo: TipoArchivoDefinition): boolean {
  const parts = [
    tipo.variableColumns,
    definition.variableColumns,
    tipo.usageColumns,
    definition.usageColumns,
  ];
  return parts.some((part) => part !== undefined);
}

/** A list of calls or of traffic may leave the amounts to another file of the bill: its charges are of 0.00. */
function isUsageOnly({ kind, columns }: TipoArchivoDefinition): boolean {
  const uses = columns.some(
    ({ field }) => field === 'quantity' || field === 'occurredOn' || field === 'occurredAt',
  );
  return kind === 'DETALLE_CONSUMO' && uses && columns.every(({ field }) => field !== 'tax');
}

function checkNumbers(numbers: NumbersDefinition | undefined, path: Path, report: Report): void {
  if (numbers?.thousands !== numbers?.decimal || numbers === undefined) return;
  report(
    [...path, 'thousands'],
    `"${numbers.thousands}" ya es el signo decimal`,
    `"${numbers.thousands}" is the decimal sign already`,
  );
}
