import type { DuplicatePolicy, ErrorPolicy, ProgramacionMode } from '../domain/codes.ts';
import type { Builder } from './builder.ts';
import type { Refs } from './refs.ts';
import type { UploadedFile } from './uploaded-file.ts';

export interface ScheduleArguments {
  readonly operadorId: string;
  readonly plantillaId: string;
  readonly periodo: string;
  readonly tipoArchivoId: string;
  readonly programacion?:
    | { readonly mode: ProgramacionMode; readonly at?: Date | null | undefined }
    | null
    | undefined;
  readonly errorPolicy: ErrorPolicy;
  readonly duplicatePolicy: DuplicatePolicy;
  readonly validateOnly: boolean;
  readonly requireConfirmation: boolean;
  readonly idempotencyKey?: string | null | undefined;
}

export interface UploadArguments {
  readonly id: string;
  readonly file: Promise<UploadedFile>;
  readonly sheet?: string | null | undefined;
  readonly start: boolean;
}

export function addImportInputs(builder: Builder, refs: Refs) {
  const ProgramacionInput = builder.inputType('ProgramacionInput', {
    description:
      'When to start: at if and only if EN_FECHA; a date more than 60 s past is a ValidationProblem.',
    fields: (t) => ({
      mode: t.field({ type: refs.ProgramacionMode, required: true, description: 'At once, or at a date.' }),
      at: t.field({ type: 'DateTime', description: 'The date and time, with EN_FECHA only.' }),
    }),
  });
  const ScheduleImportInput = builder.inputType('ScheduleImportInput', {
    description:
      'plantilla and tipoArchivo name a code through any of its versions; the periodo picks the version in force.',
    fields: (t) => ({
      operadorId: t.id({ required: true, description: 'An Operador.' }),
      plantillaId: t.id({ required: true, description: 'Any version of a Plantilla of that operador.' }),
      periodo: t.field({
        type: 'Periodo',
        required: true,
        description: 'The month of consumption; may lie ahead.',
      }),
      tipoArchivoId: t.id({ required: true, description: 'A TipoArchivo of any version of that plantilla.' }),
      programacion: t.field({ type: ProgramacionInput, description: 'Left out = ahora.' }),
      errorPolicy: t.field({
        type: refs.ErrorPolicy,
        required: true,
        defaultValue: 'REJECT_ROWS',
        description: 'What becomes of a file that has rows which do not do.',
      }),
      duplicatePolicy: t.field({
        type: refs.DuplicatePolicy,
        required: true,
        defaultValue: 'REJECT',
        description: 'What to do where the same is imported already.',
      }),
      validateOnly: t.boolean({
        required: true,
        defaultValue: false,
        description: 'Read and check everything, store no charge.',
      }),
      requireConfirmation: t.boolean({
        required: true,
        defaultValue: false,
        description: 'Read and check first, store only after confirmImport.',
      }),
      idempotencyKey: t.string({
        description: 'The same key sent again by the same usuario within 30 days gives the same import back.',
      }),
    }),
  });
  return { ScheduleImportInput, UploadBillingFileInput: addUploadInput(builder) };
}

function addUploadInput(builder: Builder) {
  return builder.inputType('UploadBillingFileInput', {
    description: 'A file for an import that is PENDIENTE.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'The import.' }),
      file: t.field({
        type: 'Upload',
        required: true,
        description: 'The file; what it is shows from its bytes.',
      }),
      sheet: t.string({ description: 'The sheet to read; left out: the one whose header matches.' }),
      start: t.boolean({
        required: true,
        defaultValue: true,
        description: 'False: wait as READY until startImport. Of no effect on an import for a date.',
      }),
    }),
  });
}
