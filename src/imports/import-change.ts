import type { ImportEventKind } from '../domain/codes.ts';

/** What a subscriber is told. The import itself is read when it is sent: as it is then. */
export interface ImportChange {
  /** The last logged change that the subscriber has got with this one: what to give as `after` when coming back. */
  readonly sequence: bigint;
  readonly kind: ImportChangeKind;
  readonly at: Date;
  /** null: the server. */
  readonly actorId: number | null;
  /** Whether the import, as it is now, is one of those that the viewer shows. */
  readonly matches: boolean;
  /** null in SNAPSHOT_END only. */
  readonly importId: number | null;
}

export type ImportChangeKind = 'SNAPSHOT' | 'SNAPSHOT_END' | 'PROGRESS' | ImportEventKind;
