import type { ImportOutcome } from '../domain/codes.ts';
import { type Periodo, parsePeriodo } from '../domain/periodo.ts';
import type { ImportFilter } from '../imports/import-filter.ts';
import type { Builder } from './builder.ts';
import { type NodeType, rowId } from './global-id.ts';
import type { Refs } from './refs.ts';

type Given<T> = T | null | undefined;

export interface FilterArguments {
  readonly operadorId?: Given<string>;
  readonly plantillaId?: Given<string>;
  readonly tipoArchivoId?: Given<string>;
  readonly periodo?: Given<string>;
  readonly periodoFrom?: Given<string>;
  readonly periodoTo?: Given<string>;
  readonly outcome?: Given<readonly ImportOutcome[]>;
  readonly createdBy?: Given<string>;
  readonly createdFrom?: Given<Date>;
  readonly createdTo?: Given<Date>;
  readonly search?: Given<string>;
}

export function addImportFilter(builder: Builder, refs: Refs) {
  const ImportFilterInput = builder.inputType('ImportFilter', {
    description:
      'All that is given must hold. plantilla and tipoArchivo match by code, whatever the version.',
    fields: (t) => ({
      operadorId: t.id({ description: 'Of this Operador.' }),
      plantillaId: t.id({ description: 'Of any version of this Plantilla.' }),
      tipoArchivoId: t.id({ description: 'Of this TipoArchivo in any version of its plantilla.' }),
      periodo: t.field({ type: 'Periodo', description: 'Of exactly this month.' }),
      periodoFrom: t.field({ type: 'Periodo', description: 'Of this month or a later one.' }),
      periodoTo: t.field({ type: 'Periodo', description: 'Of this month or an earlier one.' }),
      outcome: t.field({ type: [refs.ImportOutcome], description: 'With one of these outcomes.' }),
      createdBy: t.id({ description: 'Scheduled by this Usuario.' }),
      createdFrom: t.field({ type: 'DateTime', description: 'Scheduled then or later.' }),
      createdTo: t.field({ type: 'DateTime', description: 'Scheduled then or earlier.' }),
      search: t.string({ description: 'The exact number, or a file name by its beginning.' }),
    }),
  });
  const ImportOrderInput = builder.inputType('ImportOrder', {
    description: 'How a list of imports is sorted; ties by id.',
    fields: (t) => ({
      field: t.field({ type: refs.ImportOrderField, required: true, description: 'What it is sorted by.' }),
      direction: t.field({
        type: refs.Direction,
        description: 'Left out: ASC for QUEUE, DESC for the others.',
      }),
    }),
  });
  return { ImportFilterInput, ImportOrderInput };
}

export type FilterInputs = ReturnType<typeof addImportFilter>;

/** An id that can name nothing of its type matches no import. */
export function filterOf(filter: Given<FilterArguments>): Given<ImportFilter> {
  if (!filter) return undefined;
  return {
    ...filter,
    operadorId: givenId('Operador', filter.operadorId),
    plantillaId: givenId('Plantilla', filter.plantillaId),
    tipoArchivoId: givenId('TipoArchivo', filter.tipoArchivoId),
    createdBy: givenId('Usuario', filter.createdBy),
    periodo: givenPeriodo(filter.periodo),
    periodoFrom: givenPeriodo(filter.periodoFrom),
    periodoTo: givenPeriodo(filter.periodoTo),
  };
}

function givenId(type: NodeType, id: Given<string>): number | undefined {
  return id == null ? undefined : rowId(type, id);
}

function givenPeriodo(periodo: Given<string>): Periodo | undefined {
  return periodo == null ? undefined : parsePeriodo(periodo);
}
