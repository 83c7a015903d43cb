import { type Message, message } from '../../domain/message.ts';
import type { ColumnDefinition } from '../definition/definition-schema.ts';

/** What people should know who fill a column in. */
export function columnNote(column: ColumnDefinition, type: string): Message {
  const { field, check, format, unit, required, fillDown, decidesConcept } = column;
  if (check !== undefined) {
    return message(
      `Control (${check}): se compara con la suma de la fila, no se importa.`,
      `Check (${check}): compared with the sum of the row, not imported.`,
    );
  }
  if (field === undefined && !decidesConcept) return message('No se importa.', 'Not imported.');
  const form = [type, format, unit].filter((part) => part !== undefined).join(', ');
  const es = [field === undefined ? 'Decide el concepto.' : `${field}: ${form}.`];
  const en = [field === undefined ? 'Decides the concept.' : `${field}: ${form}.`];
  if (required) {
    es.push('Obligatoria.');
    en.push('Required.');
  }
  if (fillDown) {
    es.push('En blanco vale lo de arriba.');
    en.push('Blank means the value above.');
  }
  return message(es.join(' '), en.join(' '));
}

export const CHARGE_NOTE = message(
  'Importe: cada celda que no esté en blanco ni en cero es un cargo; la cabecera es su concepto.',
  'Amount: each cell that is neither blank nor zero is a charge; the header is its concept.',
);
export const TAX_NOTE = message('Impuesto del importe de al lado.', 'Tax of the amount beside it.');
export const QUANTITY_NOTE = message('Cantidad del importe de al lado.', 'Quantity of the amount beside it.');
export const USAGE_NOTE = message('Cantidad sin importe.', 'A quantity without an amount.');
export const HEADER_NOTE = message('La cabecera se reconoce por ella.', 'The header is known by it.');
