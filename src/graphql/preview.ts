import { previewImport } from '../imports/preview-import.ts';
import type { Builder } from './builder.ts';
import { answer } from './errors.ts';
import { importId } from './global-id.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';

const DEFAULT_ROWS = 20;

export function addPreview(builder: Builder, refs: Refs, results: Results): void {
  addPreviewTypes(builder, refs);
  builder.queryField('previewImport', (t) =>
    t.field({
      type: results.PreviewImportResult,
      description:
        'Reads only the head of the file: detected plantilla, header row, known, new and missing columns, first rows. Writes nothing.',
      args: {
        id: t.arg.id({ required: true, description: 'An import that has a file.' }),
        sheet: t.arg.string({
          description:
            'The sheet to look at; left out: the one named at the upload, else the one that fits best.',
        }),
        rows: t.arg.int({
          required: true,
          defaultValue: DEFAULT_ROWS,
          description: 'How many rows below the header to show, 1 to 200.',
        }),
      },
      resolve: (_root, { id, sheet, rows }, { parts, session, gone }) =>
        answer(RESULTS.PreviewImportResult.problems, async () =>
          previewImport(parts, await session(), { importId: importId(id), sheet, rows, signal: gone }),
        ),
    }),
  );
}

function addPreviewTypes(builder: Builder, refs: Refs): void {
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
      detectedTipoArchivo: t.prismaField({
        type: refs.TipoArchivo,
        nullable: true,
        description: 'Which of its files this is; null where no plantilla fits.',
        resolve: (query, { plantillaId, tipoArchivo }, _args, { parts }) =>
          plantillaId === null || tipoArchivo === null
            ? null
            : parts.database.prisma.tipoArchivo.findUnique({
                ...query,
                where: { plantillaId_code: { plantillaId, code: tipoArchivo } },
              }),
      }),
      confidence: t.exposeFloat('confidence', {
        description:
          "How well it fits, 0 to 1: the share of its columns that are there (a required one counts twice) × the share of the file's columns that it knows.",
      }),
      sheet: t.exposeString('sheet', {
        nullable: true,
        description: 'The sheet that was read; null for CSV.',
      }),
      headerRow: t.exposeInt('headerRow', {
        description: '1-based row of the header; where none was found, of the row that comes nearest.',
      }),
      columns: t.field({
        type: [refs.DetectedColumn],
        description:
          'The columns of the file from left to right, then those that are missing: beside what detectedPlantilla knows, or the plantilla of the import where that is null.',
        resolve: ({ columns }) => columns,
      }),
      rows: t.field({
        type: t.listRef(t.listRef('String', { nullable: true })),
        description:
          'The first rows below the header that are not blank: cell i is that of the column with index i, null where it is blank. Texts and numbers as written (cut at 1,000 bytes), dates in ISO 8601; fewer rows where they would take more than a million characters.',
        resolve: ({ rows }) => rows.map((row) => [...row]),
      }),
      declaredTotal: t.expose('declaredTotal', {
        type: 'Decimal',
        nullable: true,
        description:
          'The total that the file states, where the definition says where it stands and that is within the head that was read; null for one at the foot of a long file.',
      }),
    }),
  });
  builder.objectType(refs.DetectedColumn, {
    description: 'A column of a file beside what the plantilla knows.',
    fields: (t) => ({
      index: t.exposeInt('index', { description: '0-based place in the file; -1 for a MISSING one.' }),
      header: t.exposeString('header', {
        description: 'As the file has it, "" where it has none; of a MISSING one, as the plantilla has it.',
      }),
      field: t.exposeString('field', {
        nullable: true,
        description: 'What it feeds, "check" for a control column; null = nothing.',
      }),
      match: t.expose('match', { type: refs.ColumnMatch, description: 'How it was recognised.' }),
      example: t.exposeString('example', {
        nullable: true,
        description: 'Its first non-blank cell in the head.',
      }),
    }),
  });
}
