import type { CreatedApiToken } from '../access/create-api-token.ts';
import type { LoggedIn } from '../access/login.ts';
import type { SavedUsuario } from '../access/save-usuario.ts';
import type {
  ApiToken,
  AuditEntry,
  Charge,
  Import,
  ImportEvent,
  RowIssue,
  Usuario,
} from '../database/generated/client.ts';
import type { RowIssueCode } from '../domain/codes.ts';
import type {
  CapacityError,
  CredentialsError,
  DuplicateError,
  Failure,
  FileError,
  ImportadorError,
  InvalidField,
  NotFoundError,
  TransitionError,
  ValidationError,
} from '../domain/errors.ts';
import type { ImportCounts } from '../imports/count-imports.ts';
import type { ImportChange } from '../imports/import-change.ts';
import type { ImportPreview } from '../imports/preview-import.ts';
import type { MonthTotals } from '../imports/totals-of-month-before.ts';
import type { PlantillaColumn } from '../plantillas/plantilla-columns.ts';
import type { PreviewedColumn } from '../worker/preview-task.ts';
import type { Builder } from './builder.ts';
import { addEnums } from './enums.ts';
import type { Refusal } from './errors.ts';
import type { Page } from './page.ts';

/** The rows of an import's file stand in its sheet; their amounts are in the operador's currency. */
export type ChargeOf = Charge & { readonly sheet: string | null; readonly currency: string };
export type RowIssueOf = RowIssue & { readonly sheet: string | null };
export type ImportWithCurrency = Import & { readonly operador: { readonly currency: string } };
/** An import's own totals beside those of the month before. */
export interface MonthBeforeOf {
  readonly import: Import;
  readonly before: MonthTotals;
}
export interface RowIssueCountOf {
  readonly import: Import;
  readonly code: RowIssueCode;
  readonly count: number;
}

export interface DownloadOf {
  readonly url: string;
  readonly name: string;
  readonly bytes: bigint | null;
  readonly expiresAt: Date;
}

export type Refs = ReturnType<typeof createRefs>;

/** Every type that others refer to, with what stands behind it; the add… functions give them their fields. */
export function createRefs(builder: Builder) {
  return { ...addEnums(builder), ...nouns(builder), ...partsOfAnImport(builder), ...answers(builder) };
}

function nouns(builder: Builder) {
  const Node = builder.interfaceRef<object>('Node');
  const interfaces = [Node];
  return {
    Node,
    Empresa: builder.prismaObject('Empresa', { description: 'The tenant that a usuario belongs to.' }),
    Operador: builder.prismaObject('Operador', {
      interfaces,
      description: 'A mobile operator (carrier), with its country, currency and time zone.',
    }),
    Plantilla: builder.prismaObject('Plantilla', {
      interfaces,
      description:
        "A versioned layout of one operator's deliverable: where the header is, which column is what, how numbers and dates are written.",
    }),
    TipoArchivo: builder.prismaObject('TipoArchivo', {
      interfaces,
      description:
        'Which of the several files that make up one bill this is (summary, charges, call detail, lines, adjustments...); not the file extension.',
    }),
    Usuario: builder.prismaObject('Usuario', { interfaces, description: 'A person who logs in.' }),
    ApiToken: builder.prismaObject('ApiToken', {
      interfaces,
      description: 'A key for a program that only reads, such as a BI tool. The key itself is shown once.',
    }),
    AuditEntry: builder.prismaObject('AuditEntry', {
      interfaces,
      description: 'One thing that was administered in the empresa, for ever.',
    }),
    Import: builder.prismaObject('Import', {
      interfaces,
      description: 'An entry of the Cola, and afterwards for ever the record of what was imported.',
    }),
    ImportEvent: builder.prismaObject('ImportEvent', {
      interfaces,
      description:
        'The log: one for every change of (estado, phase, outcome), and for creation and receipt of a file.',
    }),
    RowIssue: builder.objectRef<RowIssueOf>('RowIssue'),
    Charge: builder.objectRef<ChargeOf>('Charge'),
    PlantillaColumn: builder.objectRef<PlantillaColumn>('PlantillaColumn'),
  };
}

function partsOfAnImport(builder: Builder) {
  return {
    Programacion: builder.objectRef<Import>('Programacion'),
    BillingFile: builder.objectRef<Import>('BillingFile'),
    ImportProgress: builder.objectRef<Import>('ImportProgress'),
    ImportTotals: builder.objectRef<ImportWithCurrency>('ImportTotals'),
    MonthBefore: builder.objectRef<MonthBeforeOf>('MonthBefore'),
    ImportFailure: builder.objectRef<Failure>('ImportFailure'),
    Download: builder.objectRef<DownloadOf>('Download'),
    RowIssueCount: builder.objectRef<RowIssueCountOf>('RowIssueCount'),
    PageInfo: builder.objectRef<Page<unknown>>('PageInfo'),
    ImportConnection: builder.objectRef<Page<Import>>('ImportConnection'),
    RowIssueConnection: builder.objectRef<Page<RowIssueOf>>('RowIssueConnection'),
    ChargeConnection: builder.objectRef<Page<ChargeOf>>('ChargeConnection'),
    ImportEventConnection: builder.objectRef<Page<ImportEvent>>('ImportEventConnection'),
    ImportCounts: builder.objectRef<ImportCounts>('ImportCounts'),
    ImportChange: builder.objectRef<ImportChange>('ImportChange'),
  };
}

function answers(builder: Builder) {
  return {
    Problem: builder.interfaceRef<Refusal>('Problem'),
    InvalidField: builder.objectRef<InvalidField>('InvalidField'),
    ValidationProblem: builder.objectRef<Refusal<ValidationError>>('ValidationProblem'),
    NotFoundProblem: builder.objectRef<Refusal<NotFoundError>>('NotFoundProblem'),
    DuplicateProblem: builder.objectRef<Refusal<DuplicateError>>('DuplicateProblem'),
    TransitionProblem: builder.objectRef<Refusal<TransitionError>>('TransitionProblem'),
    FileProblem: builder.objectRef<Refusal<FileError>>('FileProblem'),
    PeriodoClosedProblem:
      builder.objectRef<Refusal<ImportadorError & { readonly periodo: string }>>('PeriodoClosedProblem'),
    CapacityProblem: builder.objectRef<Refusal<CapacityError>>('CapacityProblem'),
    CredentialsProblem: builder.objectRef<Refusal<CredentialsError>>('CredentialsProblem'),
    Session: builder.objectRef<LoggedIn>('Session'),
    UsuarioPayload: builder.objectRef<{ readonly usuarioId: number }>('UsuarioPayload'),
    ImportPayload: builder.objectRef<{ readonly importId: number }>('ImportPayload'),
    PlantillaPayload: builder.objectRef<{ readonly plantillaId: number }>('PlantillaPayload'),
    ApiTokenPayload: builder.objectRef<CreatedApiToken>('ApiTokenPayload'),
    RevokeApiTokenPayload: builder.objectRef<{ readonly apiTokenId: number }>('RevokeApiTokenPayload'),
    SaveUsuarioPayload: builder.objectRef<SavedUsuario>('SaveUsuarioPayload'),
    OperadorPayload: builder.objectRef<{ readonly operadorId: number }>('OperadorPayload'),
    UsuarioConnection: builder.objectRef<Page<Usuario>>('UsuarioConnection'),
    ApiTokenConnection: builder.objectRef<Page<ApiToken>>('ApiTokenConnection'),
    AuditEntryConnection: builder.objectRef<Page<AuditEntry>>('AuditEntryConnection'),
    StagedUpload: builder.objectRef<{ readonly url: string; readonly expiresAt: Date }>('StagedUpload'),
    Preview: builder.objectRef<ImportPreview>('Preview'),
    DetectedColumn: builder.objectRef<PreviewedColumn>('DetectedColumn'),
  };
}
