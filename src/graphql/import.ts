import { cycleOf, parsePeriodo } from '../domain/periodo.ts';
import { parseDefinition } from '../plantillas/definition.ts';
import type { Builder } from './builder.ts';
import { chargesOf } from './charge.ts';
import { encodeId } from './global-id.ts';
import { actionsOf } from './import-actions.ts';
import { eventsOf } from './import-event.ts';
import { failureOf } from './import-failure.ts';
import { monthBeforeOf } from './month-before.ts';
import type { Refs } from './refs.ts';
import { rejectedRowsOf } from './rejected-rows.ts';
import { issueCountsOf, issuesOf } from './row-issue.ts';

export function addImport(builder: Builder, refs: Refs): void {
  addWhatAndWhen(builder, refs);
  addHowItGoes(builder, refs);
  addWhoAndWhen(builder, refs);
  addKeptAndKin(builder, refs);
  addWhatCameOfIt(builder, refs);
}

function addWhatAndWhen(builder: Builder, refs: Refs): void {
  const cycle = { plantilla: { select: { definition: true } } } as const;
  builder.prismaObjectFields(refs.Import, (t) => ({
    id: t.id({ description: 'Opaque; the same for ever.', resolve: ({ id }) => encodeId('Import', id) }),
    number: t.exposeInt('number', { description: 'Running number in the empresa, from 1, never reused.' }),
    operador: t.relation('operador', { description: 'Whose bill it is.' }),
    plantilla: t.relation('plantilla', {
      description: 'The version that was in force in the periodo when it was scheduled.',
    }),
    periodo: t.expose('periodo', { type: 'Periodo', description: 'The month of consumption.' }),
    tipoArchivo: t.relation('tipoArchivo', { description: 'Which of the files of the bill it is.' }),
    cycleFrom: t.field({
      type: 'Date',
      nullable: true,
      select: cycle,
      description: "First day of the operador's cycle that the periodo covers.",
      resolve: (row) => cycleOfImport(row).from,
    }),
    cycleTo: t.field({
      type: 'Date',
      nullable: true,
      select: cycle,
      description: "Last day of the operador's cycle that the periodo covers.",
      resolve: (row) => cycleOfImport(row).to,
    }),
    programacion: t.field({
      type: refs.Programacion,
      description: 'When it is to start.',
      resolve: (row) => row,
    }),
    errorPolicy: t.expose('errorPolicy', {
      type: refs.ErrorPolicy,
      description: 'What becomes of a file with rows that do not do.',
    }),
    duplicatePolicy: t.expose('duplicatePolicy', {
      type: refs.DuplicatePolicy,
      description: 'What to do where the same is imported already.',
    }),
    validateOnly: t.exposeBoolean('validateOnly', {
      description: 'Read and check everything, store no charge.',
    }),
    requireConfirmation: t.exposeBoolean('requireConfirmation', {
      description:
        'Read and check first, store only after confirmImport. Of no effect with validateOnly, which stores nothing.',
    }),
  }));
}

function addHowItGoes(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.Import, (t) => ({
    estado: t.expose('estado', { type: refs.Estado, description: 'Where it stands, as on the screens.' }),
    phase: t.expose('phase', { type: refs.ImportPhase, description: 'What it is doing.' }),
    outcome: t.expose('outcome', {
      type: refs.ImportOutcome,
      nullable: true,
      description: 'How it ended; null until it is FINALIZADO.',
    }),
    file: t.field({
      type: refs.BillingFile,
      nullable: true,
      description: 'The attached file; null before the first upload. Its name stays when its bytes are gone.',
      resolve: (row) => (row.fileName === null ? null : row),
    }),
    progress: t.field({ type: refs.ImportProgress, description: 'How far it is.', resolve: (row) => row }),
    totals: t.field({
      type: refs.ImportTotals,
      select: { operador: { select: { currency: true } } },
      description:
        'The sums of what came in, or, with validateOnly and while it awaits its confirmation, would. Zeros before its file was read, and once it FAILED or was CANCELED.',
      resolve: (row) => row,
    }),
    monthBefore: t.field({
      type: refs.MonthBefore,
      nullable: true,
      description:
        'The totals beside those of the month before: what to look at before confirmImport. Null before its file was read, with validateOnly, where nothing is stored of that month, and unless it succeeded or awaits its confirmation.',
      resolve: (row, _args, { parts, batches }) => monthBeforeOf(row, parts, batches),
    }),
    failure: t.field({
      type: refs.ImportFailure,
      nullable: true,
      description: 'Why it FAILED; null unless it did.',
      resolve: ({ failure }) => failureOf(failure),
    }),
    actions: t.field({
      type: [refs.ImportAction],
      description:
        'Exactly the mutations that would change something now for this session, in the order of the enum; then DOWNLOAD_REJECTED, where there is a rejectedRowsFile.',
      resolve: (row, _args, context) => actionsOf(context, row),
    }),
  }));
}

function addWhoAndWhen(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.Import, (t) => ({
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was scheduled.' }),
    createdBy: t.relation('createdBy', { description: 'Who scheduled it.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker first claimed it.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it became FINALIZADO.',
    }),
    confirmBefore: t.expose('confirmBefore', {
      type: 'DateTime',
      nullable: true,
      description:
        'Until when confirmImport is awaited: then it ends CANCELED. Null unless AWAITING_CONFIRMATION.',
    }),
    deletedAt: t.expose('deletedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it became ELIMINADO.',
    }),
    deletedBy: t.relation('deletedBy', { nullable: true, description: 'Who deleted it.' }),
    revertedAt: t.expose('revertedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its charges were taken out again.',
    }),
    revertedBy: t.relation('revertedBy', {
      nullable: true,
      description: 'Who reverted it; null where an import replaced it.',
    }),
    revertReason: t.exposeString('revertReason', {
      nullable: true,
      description: 'Why, as that person wrote it.',
    }),
  }));
}

function addKeptAndKin(builder: Builder, refs: Refs): void {
  builder.prismaObjectFields(refs.Import, (t) => ({
    filePurgedAt: t.expose('filePurgedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the bytes of the file were removed.',
    }),
    rowsPurgedAt: t.expose('rowsPurgedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When its charges and issues were removed, being too old (RETENTION_MONTHS). Its totals stay, and it still counts as a duplicate.',
    }),
    retryOf: t.relation('retryOf', {
      nullable: true,
      description: 'The import that it tries again, with the same file.',
    }),
    replaces: t.relation('replaces', {
      nullable: true,
      description:
        'The import whose charges it took the place of; the first where it replaced several, each of which names it in replacedBy.',
    }),
    replacedBy: t.relation('replacedBy', {
      nullable: true,
      description: 'The import with REPLACE that reverted it and took the place of its charges.',
    }),
  }));
}

function addWhatCameOfIt(builder: Builder, refs: Refs): void {
  const page = 'How many rows at most, up to 200; left out: 50.';
  const after = 'The cursor of the row to go on behind.';
  builder.prismaObjectFields(refs.Import, (t) => ({
    issues: t.field({
      type: refs.RowIssueConnection,
      description: 'What was wrong with, or worth knowing of, its rows, in the order of the file.',
      args: {
        first: t.arg.int({ description: page }),
        after: t.arg.string({ description: after }),
        severity: t.arg({ type: refs.Severity, description: 'Only this severity.' }),
        code: t.arg({ type: refs.RowIssueCode, description: 'Only this code.' }),
      },
      resolve: (row, args, { parts }) => issuesOf(parts, row, args),
    }),
    issueCounts: t.field({
      type: [refs.RowIssueCount],
      description:
        'How many issues of each code nobody has dealt with, counted when an attempt ends and when corrected rows are brought in.',
      resolve: (row) => issueCountsOf(row),
    }),
    rejectedRowsFile: t.field({
      type: refs.Download,
      nullable: true,
      description:
        "The rejected rows in the operador's own layout, with a reason column: correct it and upload it again. Null where no row is rejected, or the file is gone.",
      resolve: (row, _args, context) => rejectedRowsOf(context, row),
    }),
    charges: t.field({
      type: refs.ChargeConnection,
      description: 'Its charges, in the order of the file; none before it succeeded.',
      args: {
        first: t.arg.int({ description: page }),
        after: t.arg.string({ description: after }),
        lineaNumber: t.arg.string({ description: 'Only of this line; exactly as the charges spell it.' }),
        concept: t.arg({ type: refs.ChargeConcept, description: 'Only of this concept.' }),
      },
      select: { operador: { select: { currency: true } } },
      resolve: (row, args, { parts }) => chargesOf(parts, row, args),
    }),
    events: t.field({
      type: refs.ImportEventConnection,
      description: 'Its log, oldest first.',
      args: { first: t.arg.int({ description: page }), after: t.arg.string({ description: after }) },
      resolve: (row, args, context, info) => eventsOf(context, row, args, info),
    }),
  }));
}

function cycleOfImport({ periodo, plantilla }: { periodo: string; plantilla: { definition: unknown } }) {
  return cycleOf(parsePeriodo(periodo), parseDefinition(plantilla.definition).cycleDay);
}
