import type { Estado, ImportAction, ImportEventKind, ImportOutcome, ImportPhase } from './codes.ts';
import { may, type Permission, type Session } from './session.ts';

/** Where an import is: exactly one of four estados, what it is doing there, and how it ended. */
export interface ImportState {
  readonly estado: Estado;
  readonly phase: ImportPhase;
  readonly outcome: ImportOutcome | null;
}

/** EN_PROCESO, and no worker may write to it any more: whoever holds an attempt has lost it. */
export const WITHOUT_WORKER: readonly ImportPhase[] = ['AWAITING_CONFIRMATION', 'CANCELING'];

/** One allowed change: which phases it may start from, and where it leads. */
export interface Transition {
  readonly kind: ImportEventKind;
  readonly from: readonly ImportPhase[];
  readonly to: readonly { readonly estado: Estado; readonly phase: ImportPhase }[];
}

const WAITING: readonly ImportPhase[] = ['AWAITING_FILE', 'READY', 'SCHEDULED', 'QUEUED'];
const RUNNING: readonly ImportPhase[] = ['READING', 'STORING', 'RESUMING'];

/**
 * The one table of transitions. A receipt of a file leads to READY or leaves the phase as it is; queueing and
 * scheduling are changes of their own, with an event each, in the same transaction. The estado never falls back.
 */
export const TRANSITIONS = {
  CREATED: { kind: 'CREATED', from: [], to: [{ estado: 'PENDIENTE', phase: 'AWAITING_FILE' }] },
  FILE_RECEIVED: {
    kind: 'FILE_RECEIVED',
    from: WAITING,
    to: [
      { estado: 'PENDIENTE', phase: 'READY' },
      { estado: 'PENDIENTE', phase: 'SCHEDULED' },
      { estado: 'PENDIENTE', phase: 'QUEUED' },
    ],
  },
  SCHEDULED: { kind: 'SCHEDULED', from: ['READY'], to: [{ estado: 'PENDIENTE', phase: 'SCHEDULED' }] },
  QUEUED: { kind: 'QUEUED', from: ['READY', 'SCHEDULED'], to: [{ estado: 'PENDIENTE', phase: 'QUEUED' }] },
  STARTED: { kind: 'STARTED', from: ['QUEUED'], to: [{ estado: 'EN_PROCESO', phase: 'READING' }] },
  STORING: {
    kind: 'STORING',
    from: ['READING', 'RESUMING'],
    to: [{ estado: 'EN_PROCESO', phase: 'STORING' }],
  },
  AWAITING_CONFIRMATION: {
    kind: 'AWAITING_CONFIRMATION',
    from: ['READING', 'RESUMING'],
    to: [{ estado: 'EN_PROCESO', phase: 'AWAITING_CONFIRMATION' }],
  },
  CONFIRMED: {
    kind: 'CONFIRMED',
    from: ['AWAITING_CONFIRMATION'],
    to: [{ estado: 'EN_PROCESO', phase: 'READING' }],
  },
  RESUMED: { kind: 'RESUMED', from: RUNNING, to: [{ estado: 'EN_PROCESO', phase: 'RESUMING' }] },
  FINISHED: { kind: 'FINISHED', from: RUNNING, to: [{ estado: 'FINALIZADO', phase: 'DONE' }] },
  CANCELING: {
    kind: 'CANCELING',
    from: [...RUNNING, 'AWAITING_CONFIRMATION'],
    to: [{ estado: 'EN_PROCESO', phase: 'CANCELING' }],
  },
  CANCELED: { kind: 'CANCELED', from: ['CANCELING'], to: [{ estado: 'FINALIZADO', phase: 'DONE' }] },
  REPROCESSED: { kind: 'REPROCESSED', from: ['DONE'], to: [{ estado: 'FINALIZADO', phase: 'DONE' }] },
  REVERTED: { kind: 'REVERTED', from: ['DONE'], to: [{ estado: 'FINALIZADO', phase: 'DONE' }] },
  DELETED: { kind: 'DELETED', from: WAITING, to: [{ estado: 'ELIMINADO', phase: 'DONE' }] },
} as const satisfies Partial<Record<ImportEventKind, Transition>>;

/** Nothing more will happen to it by itself. */
export function isSettled(state: Pick<ImportState, 'estado'>): boolean {
  return state.estado === 'FINALIZADO' || state.estado === 'ELIMINADO';
}

/** What else of an import decides what can be done with it. */
export interface ActionFacts extends ImportState {
  readonly validateOnly: boolean;
  readonly rowsRejected: number;
  /** From when on its charges and issues are not kept any more, being too old. */
  readonly rowsPurgedAt: Date | null;
  /** They can be downloaded: see hasRejectedRows. */
  readonly hasRejected: boolean;
  /** Its file is kept, no other import holds it, and no retry of it waits, runs or has succeeded. */
  readonly canReadAgain: boolean;
}

/** It ended, and has stored nothing or nothing any more. */
export function isRetriable({ outcome }: Pick<ImportState, 'outcome'>): boolean {
  return outcome === 'FAILED' || outcome === 'CANCELED' || outcome === 'REVERTED';
}

/** It has stored what can be taken out again. */
export function isRevertible({
  outcome,
  validateOnly,
}: Pick<ActionFacts, 'outcome' | 'validateOnly'>): boolean {
  return !validateOnly && (outcome === 'SUCCEEDED' || outcome === 'SUCCEEDED_WITH_ISSUES');
}

/** Corrected rows can be brought into it: it has stored the others, and some are still to come. */
export function takesCorrectedRows({
  outcome,
  validateOnly,
  rowsRejected,
  rowsPurgedAt,
}: Pick<ActionFacts, 'outcome' | 'validateOnly' | 'rowsRejected' | 'rowsPurgedAt'>): boolean {
  return outcome === 'SUCCEEDED_WITH_ISSUES' && !validateOnly && rowsRejected > 0 && rowsPurgedAt === null;
}

/** The mutations that would change this import now for this session, in the order of the enum; then what it may fetch. */
export function actionsFor(
  state: ActionFacts,
  createdById: number,
  session: Pick<Session, 'role' | 'usuarioId'>,
): ImportAction[] {
  const possible: [ImportAction, Permission, boolean][] = [
    ['UPLOAD_FILE', 'UPLOAD_FILE', state.estado === 'PENDIENTE'],
    ['START', 'START', state.phase === 'READY' || state.phase === 'SCHEDULED'],
    ['DELETE', 'DELETE', state.estado === 'PENDIENTE'],
    ['CONFIRM', 'CONFIRM', state.phase === 'AWAITING_CONFIRMATION'],
    ['CANCEL', 'CANCEL', state.estado === 'EN_PROCESO' && state.phase !== 'CANCELING'],
    ['RETRY', 'RETRY', isRetriable(state) && state.canReadAgain],
    ['REVERT', 'REVERT', isRevertible(state)],
    ['REPROCESS_ROWS', 'REPROCESS_ROWS', takesCorrectedRows(state)],
    ['DOWNLOAD_REJECTED', 'READ', state.hasRejected],
  ];
  return possible
    .filter(([, permission, now]) => now && may(session, permission, createdById))
    .map(([action]) => action);
}
