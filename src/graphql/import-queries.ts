import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Import } from '../database/generated/client.ts';
import { countImports, totalImports } from '../imports/count-imports.ts';
import { type ListImportsInput, listImports } from '../imports/list-imports.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { rowId } from './global-id.ts';
import { type FilterInputs, filterOf } from './import-filter.ts';
import type { Page } from './page.ts';
import type { Refs } from './refs.ts';

export function addImportQueries(builder: Builder, refs: Refs, inputs: FilterInputs): void {
  addImportCounts(builder, refs);
  builder.queryFields((t) => ({
    import: t.prismaField({
      type: refs.Import,
      nullable: true,
      description: "An import by its id; null if it is unknown, malformed or another empresa's.",
      args: { id: t.arg.id({ required: true, description: 'The id of an Import.' }) },
      resolve: async (query, _root, { id }, { parts, session }) =>
        parts.database.prisma.import.findFirst({
          ...query,
          where: { id: rowId('Import', id), empresaId: (await session()).empresaId },
        }),
    }),
    imports: t.field({
      type: refs.ImportConnection,
      description:
        "The Visor de Tareas. Without orderBy: the queue's order for the two pending filters (running ones first), EN_PROCESO by start, else newest first; ties by id.",
      args: {
        estado: t.arg({ type: refs.EstadoFilter, description: "The viewer's dropdown; left out = all." }),
        filter: t.arg({ type: inputs.ImportFilterInput, description: 'What else must hold.' }),
        orderBy: t.arg({ type: inputs.ImportOrderInput, description: "Left out: the viewer's own order." }),
        first: t.arg.int({ description: 'How many rows from the front, up to 200; left out: 50.' }),
        after: t.arg.string({ description: 'The cursor of the row to go on behind.' }),
        last: t.arg.int({ description: 'How many rows from the back, up to 200; not together with first.' }),
        before: t.arg.string({ description: 'The cursor of the row to stop before.' }),
      },
      resolve: (_root, { estado, filter, orderBy, ...page }, context, info) =>
        listPage(context, { estado, filter: filterOf(filter), orderBy, page }, info),
    }),
    importCounts: t.field({
      type: refs.ImportCounts,
      description: "How many imports each choice of the viewer's dropdown would show.",
      args: { filter: t.arg({ type: inputs.ImportFilterInput, description: 'What must hold.' }) },
      resolve: async (_root, { filter }, { parts, session }) =>
        countImports(parts, await session(), filterOf(filter)),
    }),
  }));
}

function addImportCounts(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ImportCounts, {
    description: "How many imports there are in each choice of the viewer's dropdown.",
    fields: (t) => ({
      pendienteYEnProceso: t.exposeInt('pendienteYEnProceso', { description: 'Pendiente y en Proceso.' }),
      pendiente: t.exposeInt('pendiente', { description: 'Pendiente.' }),
      enProceso: t.exposeInt('enProceso', { description: 'En Proceso.' }),
      finalizado: t.exposeInt('finalizado', { description: 'Finalizado.' }),
      eliminado: t.exposeInt('eliminado', { description: 'Eliminado.' }),
    }),
  });
}

/** The ids in their order, then all their rows with what the selection needs, in a fixed number of statements. */
async function listPage(
  context: ApiContext,
  input: ListImportsInput,
  info: GraphQLResolveInfo,
): Promise<Page<Import>> {
  const { parts } = context;
  const session = await context.session();
  const { edges, hasNextPage, hasPreviousPage } = await listImports(parts, session, input);
  const query: object = queryFromInfo({ context, info, paths: [['nodes'], ['edges', 'node']] });
  const ids = edges.map(({ importId }) => importId);
  const rows =
    ids.length === 0
      ? []
      : await parts.database.prisma.import.findMany({
          ...query,
          where: { id: { in: ids }, empresaId: session.empresaId },
        });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    edges: edges.flatMap(({ importId, cursor }) => {
      const node = byId.get(importId);
      return node ? [{ cursor, node }] : [];
    }),
    hasNextPage,
    hasPreviousPage,
    total: () => totalImports(parts, session, input),
  };
}
