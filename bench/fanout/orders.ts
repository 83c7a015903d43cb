/** What the bench tells a process of clients, and what that answers; sent as JSON between the two. */
export type Order =
  | { readonly kind: 'open'; readonly opening: Opening }
  /** From now on it is waited for that every subscription has this marker, or a later one. */
  | { readonly kind: 'await'; readonly marker: number }
  | { readonly kind: 'forget gaps' }
  | { readonly kind: 'tell gaps' }
  | { readonly kind: 'tell connected' }
  | { readonly kind: 'end' };

export type Answer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'all'; readonly marker: number; readonly atMs: number }
  | { readonly kind: 'gaps'; readonly gaps: Gaps }
  | { readonly kind: 'connected'; readonly count: number };

/** Between two deliveries of one subscription. */
export interface Gaps {
  readonly deliveries: number;
  readonly shortestMs: number;
  readonly medianMs: number;
  /** Of the subscription that got the most. */
  readonly mostDeliveries: number;
}

export interface Opening {
  readonly graphqlUrl: string;
  readonly token: string;
  readonly transport: 'WebSocket' | 'SSE';
  readonly connections: number;
  /** On each connection. */
  readonly operations: readonly Operation[];
  /** Whether anything is taken from the socket once it is open. */
  readonly reads: boolean;
}

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The field whose value tells one event from another in every payload. */
export const MARKER = '"rowsRead":';

/** Of a clock that all processes of the machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
