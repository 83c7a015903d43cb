import type { EstadoFilter } from '../generated/graphql.ts';
import { ESTADO_CHOICES } from './estado-choices.ts';
import type { Key } from './read-keys.ts';
import { selectedIndex, type ViewerState } from './viewer-state.ts';

/** What a key asks of the outside. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'choose'; readonly estado: EstadoFilter }
  | { readonly kind: 'delete'; readonly id: string };

export interface Pressed {
  readonly state: ViewerState;
  readonly effect?: Effect;
}

/** 1–5 choose the estado, arrows select, d deletes after a question, q ends. */
export function pressKey(before: ViewerState, key: Key): Pressed {
  const state = { ...before, notice: undefined };
  if (key === 'interrupt') return { state, effect: { kind: 'quit' } };
  if (state.confirming) return answer(state, key);
  const choice = ESTADO_CHOICES.find((each) => each.key === key);
  if (choice) return { state, effect: { kind: 'choose', estado: choice.estado } };
  switch (key) {
    case 'q':
      return { state, effect: { kind: 'quit' } };
    case 'up':
      return { state: select(state, -1) };
    case 'down':
      return { state: select(state, 1) };
    case 'd':
      return { state: askAboutDeleting(state) };
    default:
      return { state };
  }
}

function answer(state: ViewerState, key: Key): Pressed {
  const closed = { ...state, confirming: undefined };
  if (key !== 's' || !state.confirming) return { state: closed };
  return { state: closed, effect: { kind: 'delete', id: state.confirming.id } };
}

function select(state: ViewerState, step: number): ViewerState {
  const next = Math.min(state.rows.length - 1, Math.max(0, selectedIndex(state) + step));
  return { ...state, selectedId: state.rows[next]?.id };
}

function askAboutDeleting(state: ViewerState): ViewerState {
  const row = state.rows[selectedIndex(state)];
  if (!row) return state;
  if (row.actions.includes('DELETE')) return { ...state, confirming: row };
  return {
    ...state,
    notice: `La importación n.º ${row.number} no se puede eliminar: solo las pendientes, y según su rol`,
  };
}
