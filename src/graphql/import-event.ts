import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Import, ImportEvent } from '../database/generated/client.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { encodeId } from './global-id.ts';
import { forwardPage, type Page, type PageArguments } from './page.ts';
import type { Refs } from './refs.ts';

export function addImportEvent(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.ImportEvent, (t) => ({
    id: t.id({
      description: 'Opaque; the same for ever.',
      resolve: ({ sequence }) => encodeId('ImportEvent', sequence),
    }),
    sequence: t.expose('sequence', {
      type: 'BigInt',
      description: 'Rises with every change in the empresa, in the order of the commits.',
    }),
    kind: t.expose('kind', { type: refs.ImportEventKind, description: 'What happened.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    actor: t.relation('actor', { nullable: true, description: 'Who did it; null = the system.' }),
    fromEstado: t.expose('fromEstado', {
      type: refs.Estado,
      nullable: true,
      description: 'Before; null for CREATED.',
    }),
    toEstado: t.expose('toEstado', { type: refs.Estado, description: 'After.' }),
    fromPhase: t.expose('fromPhase', {
      type: refs.ImportPhase,
      nullable: true,
      description: 'Before; null for CREATED.',
    }),
    toPhase: t.expose('toPhase', { type: refs.ImportPhase, description: 'After.' }),
    outcome: t.expose('outcome', {
      type: refs.ImportOutcome,
      nullable: true,
      description: 'How it ended, where it did.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What else there is to say, such as a reason.',
    }),
  }));
}

export function eventsOf(
  context: ApiContext,
  { empresaId, id: importId }: Import,
  args: PageArguments,
  info: GraphQLResolveInfo,
): Promise<Page<ImportEvent>> {
  const { prisma } = context.parts.database;
  const where = { empresaId, importId };
  const query: object = queryFromInfo({ context, info, paths: [['nodes'], ['edges', 'node']] });
  return forwardPage(args, {
    next: (above, take) =>
      prisma.importEvent.findMany({
        ...query,
        where: { ...where, sequence: { gt: above } },
        orderBy: { sequence: 'asc' },
        take,
      }),
    position: ({ sequence }) => sequence,
    total: () => prisma.importEvent.count({ where }),
  });
}
