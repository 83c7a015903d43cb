import type { Builder } from './builder.ts';
import type { Refs } from './refs.ts';

/** The payloads of unions whose mutations are still to come: clients may write their fragments already. */
export function addLaterPayloads(builder: Builder, refs: Refs): void {
  addPreview(builder, refs);
  builder.objectType(refs.StagedUpload, {
    description: 'Where to send the bytes of a resumable upload (tus).',
    fields: (t) => ({
      url: t.expose('url', { type: 'URL', description: 'Send the bytes here.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it takes them.' }),
    }),
  });
  builder.objectType(refs.PlantillaPayload, {
    description: 'The plantilla as it was saved.',
    fields: (t) => ({
      plantilla: t.prismaField({
        type: refs.Plantilla,
        description: 'The new version.',
        resolve: (query, { plantillaId }, _args, { parts }) =>
          parts.database.prisma.plantilla.findUniqueOrThrow({ ...query, where: { id: plantillaId } }),
      }),
    }),
  });
  builder.objectType(refs.ApiTokenPayload, {
    description: 'An API token, shown only this once.',
    fields: (t) => ({
      token: t.exposeString('token', { description: 'For the header Authorization: Bearer ….' }),
      name: t.exposeString('name', { description: 'What it was called.' }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when it is good; null = for ever.',
      }),
    }),
  });
}

function addPreview(builder: Builder, refs: Refs): void {
  builder.objectType(refs.Preview, {
    description: 'What the head of a file shows; nothing of it is stored.',
    fields: (t) => ({
      detectedPlantilla: t.prismaField({
        type: refs.Plantilla,
        nullable: true,
        description: 'The plantilla that fits best; null where none does.',
        resolve: (query, { plantillaId }, _args, { parts }) =>
          plantillaId === null
            ? null
            : parts.database.prisma.plantilla.findUnique({ ...query, where: { id: plantillaId } }),
      }),
      confidence: t.exposeFloat('confidence', { description: 'How well it fits, 0 to 1.' }),
      sheet: t.exposeString('sheet', {
        nullable: true,
        description: 'The sheet that was read; null for CSV.',
      }),
      headerRow: t.exposeInt('headerRow', { description: '1-based row of the header.' }),
      columns: t.field({
        type: [refs.DetectedColumn],
        description: 'The columns of the file, and those that are missing.',
        resolve: ({ columns }) => columns,
      }),
      rows: t.field({
        type: t.listRef(t.listRef('String', { nullable: true })),
        description: 'The first rows below the header, cell by cell, as the file has them.',
        resolve: ({ rows }) => rows.map((row) => [...row]),
      }),
      declaredTotal: t.expose('declaredTotal', {
        type: 'Decimal',
        nullable: true,
        description: 'The total that the file states, where it stands in its head.',
      }),
    }),
  });
  builder.objectType(refs.DetectedColumn, {
    description: 'A column of a file beside what the plantilla knows.',
    fields: (t) => ({
      index: t.exposeInt('index', { description: '0-based place in the file.' }),
      header: t.exposeString('header', { description: 'As the file has it.' }),
      field: t.exposeString('field', { nullable: true, description: 'What it feeds; null = nothing.' }),
      match: t.expose('match', { type: refs.ColumnMatch, description: 'How it was recognised.' }),
      example: t.exposeString('example', { nullable: true, description: 'Its first non-blank cell.' }),
    }),
  });
}
