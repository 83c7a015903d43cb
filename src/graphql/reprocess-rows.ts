import { reprocessRows } from '../imports/reprocess-rows.ts';
import type { Builder } from './builder.ts';
import { answer } from './errors.ts';
import { importId } from './global-id.ts';
import { RESULTS, type Results } from './results.ts';

export function addReprocessRows(builder: Builder, results: Results): void {
  builder.mutationField('reprocessRows', (t) =>
    t.field({
      type: results.ReprocessRowsResult,
      description: 'Takes the corrected rejectedRowsFile and imports only its rows into the same import.',
      args: {
        id: t.arg.id({ required: true, description: 'The import.' }),
        file: t.arg({
          type: 'Upload',
          required: true,
          description: 'rejectedRowsFile, its cells corrected; rows may be left out of it.',
        }),
      },
      resolve: (_root, { id, file }, { parts, session, gone }) =>
        answer(RESULTS.ReprocessRowsResult.problems, async () => {
          const who = await session();
          const { createReadStream } = await file;
          return reprocessRows(parts, who, {
            importId: importId(id),
            stream: createReadStream(),
            signal: gone,
          });
        }),
    }),
  );
}
