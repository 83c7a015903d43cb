import { plantillasOfEach } from '../catalog/plantillas-of.ts';
import { sampleName } from '../catalog/sample-file.ts';
import { listOperadores } from '../catalog/visible-catalog.ts';
import type { Operador, Plantilla } from '../database/generated/client.ts';
import { type Periodo, parsePeriodo } from '../domain/periodo.ts';
import { parseDefinition } from '../plantillas/definition.ts';
import { plantillaColumns } from '../plantillas/plantilla-columns.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { downloadOf } from './download.ts';
import { encodeId } from './global-id.ts';
import type { Refs } from './refs.ts';

const ID = 'Opaque; the same for ever.';

/** The form's cascade: Operador → Plantilla → Periodo → Tipo de Archivo. */
export function addCatalog(builder: Builder, refs: Refs): void {
  addOperador(builder, refs);
  addPlantilla(builder, refs);
  addTipoArchivo(builder, refs);
  builder.queryField('operadores', (t) =>
    t.field({
      type: [refs.Operador],
      description:
        'The active operadores that the empresa may choose, by name: the built-in ones and its own, which hide a built-in one of the same code.',
      resolve: async (_root, _args, { parts, session }) => listOperadores(parts, await session()),
    }),
  );
}

function addOperador(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.Operador, (t) => ({
    id: t.id({ description: ID, resolve: ({ id }) => encodeId('Operador', id) }),
    code: t.exposeString('code', { description: 'Short and stable, such as claro-pe.' }),
    name: t.exposeString('name', { description: 'As people read it.' }),
    country: t.exposeString('country', { description: 'ISO 3166-1, two letters.' }),
    currency: t.exposeString('currency', {
      description: 'ISO 4217, three letters: of every amount that it bills.',
    }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA name: where its local dates and times belong.',
    }),
    active: t.exposeBoolean('active', { description: 'May be chosen for new imports.' }),
    plantillas: t.field({
      type: [refs.Plantilla],
      description: 'Its plantillas by name, one version of each code.',
      args: {
        validIn: t.arg({
          type: 'Periodo',
          description:
            'Left out: the newest version of each code; with it: the version in force in that periodo.',
        }),
      },
      resolve: (operador, { validIn }, context) =>
        plantillasOfOperador(context, operador, validIn == null ? undefined : parsePeriodo(validIn)),
    }),
  }));
}

async function plantillasOfOperador(
  { parts, session, batches }: ApiContext,
  operador: Operador,
  validIn: Periodo | undefined,
): Promise<Plantilla[]> {
  const who = await session();
  return batches.load(`plantillas ${validIn ?? ''}`, operador, (operadores) =>
    plantillasOfEach(parts, who, operadores, validIn),
  );
}

function addPlantilla(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.Plantilla, (t) => ({
    id: t.id({ description: `${ID} Names this version.`, resolve: ({ id }) => encodeId('Plantilla', id) }),
    code: t.exposeString('code', { description: 'The same for all its versions.' }),
    name: t.exposeString('name', { description: 'As people read it.' }),
    operador: t.relation('operador', { description: 'Whose deliverable it describes.' }),
    version: t.exposeInt('version', { description: 'From 1; saving makes a new one.' }),
    validFrom: t.expose('validFrom', {
      type: 'Periodo',
      nullable: true,
      description: 'First periodo in force; null = open.',
    }),
    validTo: t.expose('validTo', {
      type: 'Periodo',
      nullable: true,
      description: 'Last periodo in force; null = open.',
    }),
    tiposArchivo: t.relation('tiposArchivo', {
      description: 'The files that make up one bill, in the order of the definition.',
      query: { orderBy: [{ position: 'asc' }, { id: 'asc' }] },
    }),
    columnContract: t.field({
      type: refs.ColumnContract,
      description: 'What happens when the operator changes the columns.',
      resolve: ({ definition }) => parseDefinition(definition).columnContract,
    }),
    definition: t.field({
      type: 'JSON',
      description:
        'The layout in the language of plantillas, as it was saved; docs/plantillas.md explains it.',
      resolve: ({ definition }) => definition,
    }),
    sampleFile: t.field({
      type: refs.Download,
      nullable: true,
      description:
        'A small workbook (xlsx) that is imported as it stands, a sheet for each tipo de archivo: to see how a file should look.',
      resolve: async (plantilla, _args, { session, download }) => {
        const { empresaId } = await session();
        const name = sampleName(plantilla);
        return downloadOf({ download }, { kind: 'SAMPLE_FILE', empresaId, id: plantilla.id }, { name });
      },
    }),
  }));
}

function addTipoArchivo(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.TipoArchivo, (t) => ({
    id: t.id({
      description: `${ID} Belongs to one version of a plantilla.`,
      resolve: ({ id }) => encodeId('TipoArchivo', id),
    }),
    code: t.exposeString('code', { description: 'The same in all versions of the plantilla.' }),
    name: t.exposeString('name', { description: 'As people read it.' }),
    kind: t.expose('kind', { type: refs.FileKind, description: 'What its rows mean.' }),
    required: t.exposeBoolean('required', { description: 'A bill is not whole without it.' }),
    columns: t.field({
      type: [refs.PlantillaColumn],
      select: { plantilla: { select: { definition: true } } },
      description:
        'The columns that are known, in the order of the definition, then the patterns of variable ones.',
      resolve: ({ code, plantilla }) => plantillaColumns(parseDefinition(plantilla.definition), code),
    }),
  }));
  builder.objectType(refs.PlantillaColumn, {
    description: 'A column that a plantilla knows.',
    fields: (t) => ({
      field: t.exposeString('field', {
        description:
          'What it feeds, such as lineaNumber or total; "check" for a control column, "concept" for one that only decides it, "" for one that is ignored.',
      }),
      header: t.exposeString('header', {
        description:
          'As the file has it; case, accents, blanks and punctuation do not count, * stands for anything.',
      }),
      aliases: t.stringList({
        description: 'Other headers that mean the same.',
        resolve: ({ aliases }) => [...aliases],
      }),
      type: t.expose('type', { type: refs.ColumnType, description: 'How its cells are read.' }),
      required: t.exposeBoolean('required', { description: 'It must be there, and filled in every row.' }),
      fillDown: t.exposeBoolean('fillDown', { description: 'A blank cell means the value above it.' }),
      variable: t.exposeBoolean('variable', {
        description: 'A pattern: every column that it matches is one charge a row.',
      }),
    }),
  });
}
