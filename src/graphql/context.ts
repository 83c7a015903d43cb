import type { Logger } from 'pino';
import type { AccessParts } from '../access/parts.ts';
import type { DownloadKind } from '../domain/download.ts';
import type { Language } from '../domain/message.ts';
import type { Session } from '../domain/session.ts';
import type { ImportParts } from '../imports/parts.ts';
import type { Batches } from './batches.ts';

/** What a download's address leads to; whose id it is follows from the kind. */
export interface LinkedThing {
  readonly kind: DownloadKind;
  readonly empresaId: number;
  readonly id: number;
}

export interface DownloadLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** What every resolver gets beside its arguments. One for each operation, also for each one on a WebSocket. */
export interface ApiContext {
  readonly parts: ImportParts;
  /** What log-ins work with; one hasher for the whole process. */
  readonly access: AccessParts;
  readonly language: Language;
  /** Where the client calls from, for the limits of login. */
  readonly address: string;
  /** Names the request in every line. */
  readonly log: Logger;
  /** Aborted when whoever asks has left. */
  readonly gone: AbortSignal;
  /** Who is asking: looked up once, when a field first needs it. Rejects with UNAUTHENTICATED. */
  session(): Promise<Session>;
  readonly batches: Batches;
  /** An absolute address at which the thing can be had for a while; whether it is there is asked when it is opened. */
  download(thing: LinkedThing): DownloadLink;
}
