import type { ApiTypes, Builder } from './builder.ts';
import type { Page } from './page.ts';
import type { Refs } from './refs.ts';

/**
 * Gives a connection its fields, and makes its edge type: edges, nodes (a flat table for BI tools), pageInfo, and a
 * totalCount that is computed only when it is asked for. `type` is the name of the nodes' type, `items` what they are
 * called.
 */
export function addConnection<T extends object>(
  builder: Builder,
  refs: Refs,
  connection: PothosSchemaTypes.ObjectRef<ApiTypes, Page<T>>,
  node: PothosSchemaTypes.ObjectRef<ApiTypes, T>,
  { type, items }: { type: string; items: string },
): void {
  const edge = builder.objectRef<{ cursor: string; node: T }>(`${type}Edge`);
  edge.implement({
    description: `One of the ${items}, and where it stands in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Opaque: give it as after to go on behind this one.' }),
      node: t.field({ type: node, description: `The ${type} itself.`, resolve: (row) => row.node as never }),
    }),
  });
  builder.objectType(connection, {
    description: `A page of ${items}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The rows with their cursors.',
        resolve: (page) => page.edges,
      }),
      nodes: t.field({
        type: [node],
        description: 'The rows alone, as a flat table.',
        resolve: (page) => page.edges.map((each) => each.node),
      }),
      pageInfo: t.field({ type: refs.PageInfo, description: 'How to go on.', resolve: (page) => page }),
      totalCount: t.int({
        description: 'How many there are on all pages, counted when it is asked for.',
        resolve: (page) => page.total(),
      }),
    }),
  });
}

export function addPageInfo(builder: Builder, refs: Refs): void {
  builder.objectType(refs.PageInfo, {
    description: 'Where a page stands in its list.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', { description: 'There are rows behind this page.' }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        description: 'There are rows before this page.',
      }),
      startCursor: t.string({
        nullable: true,
        description: 'The cursor of the first row; null for an empty page.',
        resolve: (page) => page.edges[0]?.cursor,
      }),
      endCursor: t.string({
        nullable: true,
        description: 'The cursor of the last row: the after of the next page; null for an empty page.',
        resolve: (page) => page.edges.at(-1)?.cursor,
      }),
    }),
  });
}
