import type { Failure } from '../domain/errors.ts';
import type { Builder } from './builder.ts';
import type { Refs } from './refs.ts';

/** The row keeps a Failure as domain/errors.ts writes it. */
export function failureOf(stored: unknown): Failure | null {
  return (stored ?? null) as Failure | null;
}

export function addImportFailure(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ImportFailure, {
    description: 'Why an import FAILED, and where in its file.',
    fields: (t) => ({
      code: t.expose('code', { type: refs.FailureCode, description: 'Stable and never translated.' }),
      message: t.string({
        description:
          'A sentence for people: names the thing, shows the value; in the language of the request.',
        resolve: ({ message }, _args, { language }) => message[language],
      }),
      hint: t.string({
        nullable: true,
        description: 'What to do about it, in the language of the request.',
        resolve: ({ hint }, _args, { language }) => hint?.[language],
      }),
      sheet: t.string({
        nullable: true,
        description: 'The sheet in question.',
        resolve: ({ sheet }) => sheet,
      }),
      row: t.int({ nullable: true, description: '1-based row of the sheet.', resolve: ({ row }) => row }),
      column: t.string({
        nullable: true,
        description: 'The column in question.',
        resolve: ({ column }) => column,
      }),
      missingColumns: t.stringList({
        nullable: true,
        description: 'The headers that the plantilla requires and the file does not have.',
        resolve: ({ missingColumns }) => missingColumns && [...missingColumns],
      }),
      sheets: t.stringList({
        nullable: true,
        description: 'The sheets that come into question.',
        resolve: ({ sheets }) => sheets && [...sheets],
      }),
      existing: t.prismaField({
        type: refs.Import,
        nullable: true,
        description: 'The import that holds the same already.',
        resolve: (query, { existingImportId }, _args, { parts }) =>
          existingImportId === undefined
            ? null
            : parts.database.prisma.import.findUnique({ ...query, where: { id: existingImportId } }),
      }),
    }),
  });
}
