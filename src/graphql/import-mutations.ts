import { parsePeriodo } from '../domain/periodo.ts';
import { cancelImport } from '../imports/cancel-import.ts';
import { confirmImport } from '../imports/confirm-import.ts';
import { deleteImport } from '../imports/delete-import.ts';
import { receiveFile } from '../imports/receive-file.ts';
import { retryImport } from '../imports/retry-import.ts';
import { revertImport } from '../imports/revert-import.ts';
import { scheduleImport } from '../imports/schedule-import.ts';
import { startImport } from '../imports/start-import.ts';
import type { Builder } from './builder.ts';
import type { ApiContext } from './context.ts';
import { answer } from './errors.ts';
import { importId, rowId } from './global-id.ts';
import { addImportInputs, type ScheduleArguments, type UploadArguments } from './import-inputs.ts';
import type { Refs } from './refs.ts';
import { RESULTS, type Results } from './results.ts';

export function addImportMutations(builder: Builder, refs: Refs, results: Results): void {
  const inputs = addImportInputs(builder, refs);
  addImportPayload(builder, refs);
  builder.mutationFields((t) => ({
    scheduleImport: t.field({
      type: results.ScheduleImportResult,
      description: 'Guardar: creates the entry of the Cola, PENDIENTE.',
      args: {
        input: t.arg({
          type: inputs.ScheduleImportInput,
          required: true,
          description: 'What to import, and when.',
        }),
      },
      resolve: (_root, { input }, context) =>
        answer(RESULTS.ScheduleImportResult.problems, () => schedule(context, input)),
    }),
    uploadBillingFile: t.field({
      type: results.UploadBillingFileResult,
      description:
        'Attaches the file. With AHORA the import starts as soon as a worker is free, unless start is false. The same file again changes nothing.',
      args: {
        input: t.arg({
          type: inputs.UploadBillingFileInput,
          required: true,
          description: 'The import and its file.',
        }),
      },
      resolve: (_root, { input }, context) =>
        answer(RESULTS.UploadBillingFileResult.problems, () => receive(context, input)),
    }),
    startImport: t.field({
      type: results.ImportResult,
      description:
        'READY or SCHEDULED → QUEUED. Starting one that is queued or running already changes nothing.',
      args: { id: t.arg.id({ required: true, description: 'The import.' }) },
      resolve: (_root, { id }, { parts, session }) =>
        answer(RESULTS.ImportResult.problems, async () => startImport(parts, await session(), importId(id))),
    }),
    confirmImport: t.field({
      type: results.ImportResult,
      description:
        'AWAITING_CONFIRMATION → READING: the file is read again and stored. Confirming one that was confirmed changes nothing.',
      args: { id: t.arg.id({ required: true, description: 'The import.' }) },
      resolve: (_root, { id }, { parts, session }) =>
        answer(RESULTS.ImportResult.problems, async () =>
          confirmImport(parts, await session(), importId(id)),
        ),
    }),
    cancelImport: t.field({
      type: results.ImportResult,
      description:
        'EN_PROCESO → CANCELING → FINALIZADO/CANCELED, within a second; no row of it is left. Canceling a canceled one changes nothing.',
      args: { id: t.arg.id({ required: true, description: 'The import.' }) },
      resolve: (_root, { id }, { parts, session }) =>
        answer(RESULTS.ImportResult.problems, async () => cancelImport(parts, await session(), importId(id))),
    }),
    retryImport: t.field({
      type: results.RetryImportResult,
      description:
        'FAILED, CANCELED or REVERTED → a new import of the same file, QUEUED, with retryOf. Where a retry of it waits, runs or has succeeded, that one comes back.',
      args: { id: t.arg.id({ required: true, description: 'The import.' }) },
      resolve: (_root, { id }, { parts, session }) =>
        answer(RESULTS.RetryImportResult.problems, async () =>
          retryImport(parts, await session(), importId(id)),
        ),
    }),
    revertImport: t.field({
      type: results.ImportResult,
      description:
        'SUCCEEDED or SUCCEEDED_WITH_ISSUES → outcome REVERTED: its rows go, its record stays. Reverting a reverted one changes nothing.',
      args: {
        id: t.arg.id({ required: true, description: 'The import.' }),
        reason: t.arg.string({ required: true, description: 'Why, in 1 to 500 characters; it is kept.' }),
      },
      resolve: (_root, { id, reason }, { parts, session }) =>
        answer(RESULTS.ImportResult.problems, async () =>
          revertImport(parts, await session(), importId(id), reason),
        ),
    }),
    deleteImport: t.field({
      type: results.DeleteImportResult,
      description:
        'PENDIENTE → ELIMINADO. Never touches a running or a finished import; deleting a deleted one changes nothing.',
      args: { id: t.arg.id({ required: true, description: 'The import.' }) },
      resolve: (_root, { id }, { parts, session }) =>
        answer(RESULTS.DeleteImportResult.problems, async () =>
          deleteImport(parts, await session(), importId(id)),
        ),
    }),
  }));
}

function addImportPayload(builder: Builder, refs: Refs): void {
  builder.objectType(refs.ImportPayload, {
    description: 'What was asked for holds.',
    fields: (t) => ({
      import: t.prismaField({
        type: refs.Import,
        description: 'The import as it is now.',
        resolve: (query, payload, _args, { parts }) =>
          parts.database.prisma.import.findUniqueOrThrow({ ...query, where: { id: payload.importId } }),
      }),
    }),
  });
}

async function schedule({ parts, session }: ApiContext, input: ScheduleArguments) {
  const { operadorId, plantillaId, tipoArchivoId, periodo, ...rest } = input;
  return scheduleImport(parts, await session(), {
    ...rest,
    operadorId: rowId('Operador', operadorId),
    plantillaId: rowId('Plantilla', plantillaId),
    tipoArchivoId: rowId('TipoArchivo', tipoArchivoId),
    periodo: parsePeriodo(periodo),
  });
}

/** Who may upload is judged before the first byte of the file is awaited. */
async function receive({ parts, session }: ApiContext, { id, file, sheet, start }: UploadArguments) {
  const who = await session();
  const row = importId(id);
  const { filename, createReadStream } = await file;
  return receiveFile(parts, who, {
    importId: row,
    file: { name: filename, stream: createReadStream() },
    sheet,
    start,
  });
}
