import type { Builder } from './builder.ts';
import { type ProblemType, problemTypeOf } from './errors.ts';
import type { Refs } from './refs.ts';

interface ResultWords {
  readonly payload: PayloadType;
  readonly problems: readonly ProblemType[];
  readonly of: string;
}

type PayloadType =
  | 'Session'
  | 'UsuarioPayload'
  | 'ImportPayload'
  | 'Preview'
  | 'StagedUpload'
  | 'PlantillaPayload'
  | 'ApiTokenPayload'
  | 'RevokeApiTokenPayload'
  | 'SaveUsuarioPayload'
  | 'OperadorPayload';

/** What each mutation may answer: its payload, or one of these problems. */
export const RESULTS = {
  LoginResult: {
    payload: 'Session',
    problems: ['CredentialsProblem', 'CapacityProblem'],
    of: 'login and refreshSession',
  },
  ChangeContrasenaResult: {
    payload: 'UsuarioPayload',
    problems: ['CredentialsProblem', 'ValidationProblem'],
    of: 'changeContrasena',
  },
  ScheduleImportResult: {
    payload: 'ImportPayload',
    problems: ['ValidationProblem', 'NotFoundProblem', 'PeriodoClosedProblem', 'CapacityProblem'],
    of: 'scheduleImport',
  },
  UploadBillingFileResult: {
    payload: 'ImportPayload',
    problems: [
      'ValidationProblem',
      'NotFoundProblem',
      'FileProblem',
      'DuplicateProblem',
      'TransitionProblem',
      'CapacityProblem',
    ],
    of: 'uploadBillingFile',
  },
  DeleteImportResult: {
    payload: 'ImportPayload',
    problems: ['NotFoundProblem', 'TransitionProblem'],
    of: 'deleteImport',
  },
  ImportResult: {
    payload: 'ImportPayload',
    problems: ['NotFoundProblem', 'TransitionProblem', 'PeriodoClosedProblem', 'ValidationProblem'],
    of: 'startImport, confirmImport, cancelImport and revertImport',
  },
  RetryImportResult: {
    payload: 'ImportPayload',
    problems: [
      'NotFoundProblem',
      'TransitionProblem',
      'FileProblem',
      'PeriodoClosedProblem',
      'CapacityProblem',
    ],
    of: 'retryImport',
  },
  ReprocessRowsResult: {
    payload: 'ImportPayload',
    problems: [
      'NotFoundProblem',
      'TransitionProblem',
      'FileProblem',
      'ValidationProblem',
      'PeriodoClosedProblem',
    ],
    of: 'reprocessRows',
  },
  PreviewImportResult: {
    payload: 'Preview',
    problems: ['NotFoundProblem', 'FileProblem', 'TransitionProblem', 'ValidationProblem'],
    of: 'previewImport',
  },
  StageUploadResult: {
    payload: 'StagedUpload',
    problems: ['NotFoundProblem', 'ValidationProblem', 'FileProblem', 'TransitionProblem', 'CapacityProblem'],
    of: 'stageUpload',
  },
  SavePlantillaResult: {
    payload: 'PlantillaPayload',
    problems: ['ValidationProblem', 'NotFoundProblem'],
    of: 'savePlantilla',
  },
  CreateApiTokenResult: {
    payload: 'ApiTokenPayload',
    problems: ['ValidationProblem'],
    of: 'createApiToken',
  },
  RevokeApiTokenResult: {
    payload: 'RevokeApiTokenPayload',
    problems: ['NotFoundProblem'],
    of: 'revokeApiToken',
  },
  SaveUsuarioResult: {
    payload: 'SaveUsuarioPayload',
    problems: ['ValidationProblem', 'NotFoundProblem'],
    of: 'saveUsuario and setContrasena',
  },
  SaveOperadorResult: {
    payload: 'OperadorPayload',
    problems: ['ValidationProblem', 'NotFoundProblem'],
    of: 'saveOperador',
  },
} as const satisfies Record<string, ResultWords>;

export type Results = ReturnType<typeof addResults>;

/** Registers the union of every mutation of the contract, those that are still to come as well. */
export function addResults(builder: Builder, refs: Refs) {
  const union = <P extends PayloadType, Q extends ProblemType>(
    name: string,
    { payload, problems, of }: { payload: P; problems: readonly Q[]; of: string },
  ) =>
    builder.unionType(name, {
      description: `What ${of} may answer: what was asked for, or why not.`,
      types: [refs[payload], ...problems.map((problem) => refs[problem])],
      resolveType: (value) => problemTypeOf(value) ?? payload,
    });
  return {
    LoginResult: union('LoginResult', RESULTS.LoginResult),
    ChangeContrasenaResult: union('ChangeContrasenaResult', RESULTS.ChangeContrasenaResult),
    ScheduleImportResult: union('ScheduleImportResult', RESULTS.ScheduleImportResult),
    UploadBillingFileResult: union('UploadBillingFileResult', RESULTS.UploadBillingFileResult),
    DeleteImportResult: union('DeleteImportResult', RESULTS.DeleteImportResult),
    ImportResult: union('ImportResult', RESULTS.ImportResult),
    RetryImportResult: union('RetryImportResult', RESULTS.RetryImportResult),
    ReprocessRowsResult: union('ReprocessRowsResult', RESULTS.ReprocessRowsResult),
    PreviewImportResult: union('PreviewImportResult', RESULTS.PreviewImportResult),
    StageUploadResult: union('StageUploadResult', RESULTS.StageUploadResult),
    SavePlantillaResult: union('SavePlantillaResult', RESULTS.SavePlantillaResult),
    CreateApiTokenResult: union('CreateApiTokenResult', RESULTS.CreateApiTokenResult),
    RevokeApiTokenResult: union('RevokeApiTokenResult', RESULTS.RevokeApiTokenResult),
    SaveUsuarioResult: union('SaveUsuarioResult', RESULTS.SaveUsuarioResult),
    SaveOperadorResult: union('SaveOperadorResult', RESULTS.SaveOperadorResult),
  };
}
