import { checkFormat } from './check-format.ts';
import type { Path, Report } from './definition-error.ts';
import type { Definition, TipoArchivoDefinition } from './definition-schema.ts';
import { quantityColumns } from './tipo-layout.ts';

/** Of variableColumns and usageColumns: that companions can be found, and formats fit their types. */
export function checkWide(
  definition: Definition,
  tipo: TipoArchivoDefinition,
  path: Path,
  report: Report,
): void {
  const usage = tipo.usageColumns ?? definition.usageColumns ?? [];
  usage.forEach((column, i) => {
    checkFormat(column.type, column, [...(tipo.usageColumns ? path : []), 'usageColumns', i], report);
  });
  const variable = tipo.variableColumns ?? definition.variableColumns;
  if (!variable) return;
  const at = [...(tipo.variableColumns ? path : []), 'variableColumns'];
  if (variable.taxHeader !== undefined && !variable.taxHeader.includes('*')) {
    report([...at, 'taxHeader'], 'necesita un *, como en "* Impuesto"', 'needs a *, as in "* Impuesto"');
  }
  const isList = Array.isArray(variable.quantity);
  quantityColumns(variable).forEach((quantity, i) => {
    const one = [...at, 'quantity', ...(isList ? [i] : [])];
    if (!quantity.header.includes('*')) {
      report([...one, 'header'], 'necesita un *, como en "Consumo *"', 'needs a *, as in "Consumo *"');
    }
    checkFormat(quantity.type, quantity, one, report);
  });
  if (variable.whenZero === 'KEEP_QUANTITY' && variable.quantity === undefined) {
    report(
      [...at, 'whenZero'],
      'no vale sin "quantity": no hay cantidad que guardar',
      'does not do without "quantity": there is no quantity to keep',
    );
  }
}
