import type {
  ColumnMatch,
  DuplicatePolicy,
  ErrorPolicy,
  EstadoFilter,
  ImportAction,
  ImportEventKind,
  ImportOutcome,
  ImportPhase,
  Role,
  Severity,
} from '../generated/graphql.ts';

type Of<Key extends string> = Readonly<Record<Key, string>>;
type Say = (value: string) => string;
/** The mutations that are asked about before they are sent. */
export type ConfirmedAction = 'DELETE' | 'CONFIRM' | 'CANCEL' | 'RETRY' | 'REVERT';

/** Every text of the page. What a function is given is formatted already. */
export interface Words
  extends Of<
    'appName' | 'visor' | 'importar' | 'sections' | 'skip' | 'logout' | 'language' | 'estado' | 'offline'
  > {
  readonly login: Of<'title' | 'usuario' | 'contrasena' | 'enter' | 'entering' | 'ended' | 'lead'>;
  readonly theme: Of<'label' | 'auto' | 'light' | 'dark'>;
  readonly connection: Of<'live' | 'lost' | 'back'>;
  readonly estados: Of<EstadoFilter>;
  readonly phases: Of<ImportPhase>;
  readonly outcomes: Of<ImportOutcome>;
  readonly severities: Of<Severity>;
  readonly roles: Of<Role>;
  readonly filters: Of<
    'title' | 'search' | 'operador' | 'periodoFrom' | 'periodoTo' | 'outcome' | 'any' | 'clear'
  >;
  readonly list: ListWords;
  readonly row: RowWords;
  readonly actions: Of<ImportAction>;
  readonly confirm: Of<ConfirmedAction | 'reason' | 'reasonHelp' | 'back' | 'working'> & {
    readonly title: (action: string, number: string) => string;
  };
  readonly detail: DetailWords;
  readonly events: Of<ImportEventKind>;
  readonly form: FormWords;
  readonly matches: Of<ColumnMatch>;
  readonly existing: Say;
}

interface ListWords
  extends Of<'label' | 'loading' | 'more' | 'empty' | 'emptyFiltered' | 'begin' | 'failed' | 'again'> {}

interface RowWords extends Of<'noFile' | 'progress' | 'validateOnly'> {
  readonly rows: Say;
  readonly rejected: Say;
  readonly rate: Say;
  readonly left: Say;
  readonly place: Say;
  readonly attempt: Say;
  readonly scheduled: Say;
  readonly lineas: Say;
}

interface DetailWords
  extends Of<
    | 'close'
    | 'missing'
    | 'file'
    | 'sheet'
    | 'size'
    | 'scheduledBy'
    | 'createdAt'
    | 'startedAt'
    | 'finishedAt'
    | 'cycle'
    | 'plantilla'
    | 'programacion'
    | 'retryOf'
    | 'revertReason'
    | 'totals'
    | 'lineas'
    | 'charges'
    | 'net'
    | 'tax'
    | 'total'
    | 'declaredTotal'
    | 'difference'
    | 'rowsRead'
    | 'rowsAccepted'
    | 'rowsRejected'
    | 'rowsSkipped'
    | 'failure'
    | 'issues'
    | 'noIssues'
    | 'allIssues'
    | 'more'
    | 'where'
    | 'what'
    | 'rawValue'
    | 'resolved'
    | 'blank'
    | 'rejectedTitle'
    | 'rejectedHelp'
    | 'download'
    | 'corrected'
    | 'events'
    | 'system'
  > {
  readonly title: Say;
  readonly before: Say;
  readonly row: Say;
  readonly column: Say;
  readonly reprocessed: Say;
}

interface FormWords
  extends Of<
    | 'programacion'
    | 'ahora'
    | 'enFecha'
    | 'date'
    | 'proceso'
    | 'operador'
    | 'plantilla'
    | 'periodo'
    | 'tipoArchivo'
    | 'choose'
    | 'chooseBefore'
    | 'periodoHelp'
    | 'notInForce'
    | 'options'
    | 'validateOnly'
    | 'requireConfirmation'
    | 'errorPolicy'
    | 'duplicatePolicy'
    | 'guardar'
    | 'guardando'
    | 'change'
    | 'file'
    | 'drop'
    | 'or'
    | 'chooseFile'
    | 'chosen'
    | 'stored'
    | 'uploaded'
    | 'stopUpload'
    | 'otherFile'
    | 'preview'
    | 'previewing'
    | 'detected'
    | 'noneDetected'
    | 'columns'
    | 'firstRows'
    | 'start'
    | 'starting'
    | 'seeVisor'
  > {
  readonly errorPolicies: Of<ErrorPolicy>;
  readonly duplicatePolicies: Of<DuplicatePolicy>;
  readonly saved: Say;
  readonly uploading: Say;
  readonly confidence: Say;
  readonly headerAt: (row: string, sheet: string | null) => string;
  readonly recognised: Say;
  readonly fresh: Say;
  readonly missing: Say;
  readonly willStart: Say;
}
