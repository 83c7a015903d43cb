import { watchCounts } from '../imports/watch-counts.ts';
import { watchImport } from '../imports/watch-import.ts';
import { watchImports } from '../imports/watch-imports.ts';
import type { Builder } from './builder.ts';
import { importId } from './global-id.ts';
import { type FilterInputs, filterOf } from './import-filter.ts';
import type { Refs } from './refs.ts';

const AFTER =
  'The last sequence that the client has seen: every logged change above it comes, in order, then live.';

export function addImportChanges(builder: Builder, refs: Refs, inputs: FilterInputs): void {
  addImportChange(builder, refs);
  builder.subscriptionFields((t) => ({
    importProgress: t.field({
      type: refs.ImportChange,
      description:
        'One import, live. Without after: one SNAPSHOT, then live. Completes once the import is settled. Error NOT_FOUND for an id that is not there.',
      args: {
        id: t.arg.id({ required: true, description: 'The import.' }),
        after: t.arg({ type: 'BigInt', description: AFTER }),
        intervalMs: t.arg.int({
          required: true,
          defaultValue: 250,
          description: 'PROGRESS at most this often, 50 to 60,000 ms.',
        }),
      },
      subscribe: async (_root, { id, after, intervalMs }, { parts, session }) =>
        watchImport(parts, await session(), { importId: importId(id), after, intervalMs }),
      resolve: (change) => change,
    }),
    importsChanged: t.field({
      type: refs.ImportChange,
      description:
        "The viewer, live: SNAPSHOT for the first rows in the list's order, one SNAPSHOT_END, then every change, also outside the page. matches: false = drop the row.",
      args: {
        estado: t.arg({ type: refs.EstadoFilter, description: "The viewer's dropdown; left out = all." }),
        filter: t.arg({ type: inputs.ImportFilterInput, description: 'What else must hold.' }),
        first: t.arg.int({
          required: true,
          defaultValue: 50,
          description: 'Rows of the snapshot, up to 200.',
        }),
        after: t.arg({ type: 'BigInt', description: AFTER }),
        intervalMs: t.arg.int({
          required: true,
          defaultValue: 500,
          description: 'PROGRESS of each import at most this often, 50 to 60,000 ms.',
        }),
      },
      subscribe: async (_root, { filter, ...input }, { parts, session }) =>
        watchImports(parts, await session(), { ...input, filter: filterOf(filter) }),
      resolve: (change) => change,
    }),
    importCountsChanged: t.field({
      type: refs.ImportCounts,
      description: "The counts of the viewer's dropdown: at once, then whenever they differ.",
      args: {
        filter: t.arg({ type: inputs.ImportFilterInput, description: 'What must hold.' }),
        intervalMs: t.arg.int({
          required: true,
          defaultValue: 1000,
          description: 'Counted at most this often, 50 to 60,000 ms.',
        }),
      },
      subscribe: async (_root, { filter, intervalMs }, { parts, session }) =>
        watchCounts(parts, await session(), { filter: filterOf(filter), intervalMs }),
      resolve: (counts) => counts,
    }),
  }));
}

function addImportChange(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ImportChange, {
    description:
      'Carries the whole Import as it is now (null only in SNAPSHOT_END), so that a normalised cache updates every list by id with no client code.',
    fields: (t) => ({
      sequence: t.expose('sequence', {
        type: 'BigInt',
        description: 'What to give as after when coming back.',
      }),
      kind: t.expose('kind', { type: refs.ImportChangeKind, description: 'What happened.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
      actor: t.prismaField({
        type: refs.Usuario,
        nullable: true,
        description: 'Who did it; null = the system.',
        resolve: (query, { actorId }, _args, { parts }) =>
          actorId === null
            ? null
            : parts.database.prisma.usuario.findUnique({ ...query, where: { id: actorId } }),
      }),
      matches: t.exposeBoolean('matches', {
        description: 'False: it is not, or no longer, among what is shown; drop the row.',
      }),
      import: t.prismaField({
        type: refs.Import,
        nullable: true,
        description: 'The import as it is now; null only in SNAPSHOT_END.',
        resolve: (query, change, _args, { parts }) =>
          change.importId === null
            ? null
            : parts.database.prisma.import.findUnique({ ...query, where: { id: change.importId } }),
      }),
    }),
  });
}
