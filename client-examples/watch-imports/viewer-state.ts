import { listOrder } from '../client/list-order.ts';
import type { EstadoFilter, ListQuery } from '../generated/graphql.ts';
import type { ViewerChange } from './follow-imports.ts';
import type { ViewerRow } from './viewer-row.ts';

export type ViewerCounts = ListQuery['importCounts'];
/** Of the connection that changes come over. */
export type ConnectionState = 'connecting' | 'live' | 'lost';

/** All that the viewer knows. Never changed in place. */
export interface ViewerState {
  readonly estado: EstadoFilter;
  /** In the list's order. */
  readonly rows: readonly ViewerRow[];
  /** Rows of a snapshot that is still coming in; they replace the list when it ends. */
  readonly incoming: readonly ViewerRow[];
  readonly counts: ViewerCounts | undefined;
  readonly selectedId: string | undefined;
  /** The import that a question about deleting it is open for. */
  readonly confirming: ViewerRow | undefined;
  readonly connection: ConnectionState;
  /** The last thing there was to say. */
  readonly notice: string | undefined;
}

export function emptyViewer(estado: EstadoFilter): ViewerState {
  return {
    estado,
    rows: [],
    incoming: [],
    counts: undefined,
    selectedId: undefined,
    confirming: undefined,
    connection: 'connecting',
    notice: undefined,
  };
}

/** What came of a snapshot before the connection changed is worth nothing: the next one begins anew. */
export function withConnection(state: ViewerState, connection: ConnectionState): ViewerState {
  return { ...state, connection, incoming: [] };
}

/** The list after a change: a snapshot replaces it once it has ended, a row that no longer matches leaves it. */
export function withChange(state: ViewerState, change: ViewerChange): ViewerState {
  const row = change.import;
  switch (change.kind) {
    case 'SNAPSHOT':
      return row ? { ...state, incoming: [...state.incoming, row] } : state;
    case 'SNAPSHOT_END':
      return withRows({ ...state, incoming: [] }, state.incoming);
    default: {
      if (!row) return state;
      const others = state.rows.filter(({ id }) => id !== row.id);
      return withRows(state, change.matches ? [...others, row].sort(listOrder(state.estado)) : others);
    }
  }
}

/** The same viewer with other rows. A selection that went away moves to the row that took its place. */
export function withRows(state: ViewerState, rows: readonly ViewerRow[]): ViewerState {
  const stillThere = rows.some(({ id }) => id === state.selectedId);
  const place = Math.max(0, selectedIndex(state));
  const selectedId = stillThere ? state.selectedId : rows[Math.min(place, rows.length - 1)]?.id;
  const confirming = rows.find(({ id }) => id === state.confirming?.id);
  return { ...state, rows, selectedId, confirming };
}

/** -1 where the list is empty. */
export function selectedIndex({ rows, selectedId }: ViewerState): number {
  return rows.findIndex(({ id }) => id === selectedId);
}
