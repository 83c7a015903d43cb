import { ESTADO_CHOICES } from './estado-choices.ts';
import { COLUMN_TITLES, importLine } from './import-line.ts';
import { importDetail } from './import-words.ts';
import { printable } from './printable.ts';
import { type ConnectionState, selectedIndex, type ViewerCounts, type ViewerState } from './viewer-state.ts';

export interface ScreenLine {
  readonly text: string;
  readonly style: 'plain' | 'title' | 'selected' | 'quiet';
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const CONNECTION_WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'conectando…',
  live: 'en vivo',
  lost: 'sin conexión, reintentando',
};

/** The whole screen: exactly as many lines as it has, none wider than it is. */
export function renderViewer(state: ViewerState, usuario: string, size: ScreenSize): ScreenLine[] {
  const head = headLines(state, usuario, size.columns);
  const foot = footLines(state, size.columns);
  const room = Math.max(1, size.rows - head.length - foot.length);
  const list = listLines(state, room, size.columns);
  const blank = Array.from({ length: Math.max(0, room - list.length) }, () => plain(''));
  return [...head, ...list, ...blank, ...foot]
    .slice(0, size.rows)
    .map(({ text, style }) => ({ text: fit(text, size.columns), style }));
}

function headLines(state: ViewerState, usuario: string, columns: number): ScreenLine[] {
  const right = `${printable(usuario)} · ${CONNECTION_WORDS[state.connection]}`;
  const title = 'Visor de Tareas'.padEnd(Math.max(16, columns - right.length));
  return [
    { text: title + right, style: 'title' },
    ...wrap(estadoTabs(state.estado, state.counts), columns).map(plain),
    { text: COLUMN_TITLES, style: 'quiet' },
  ];
}

/** The drop-down, laid open: the chosen estado stands in brackets. */
export function estadoTabs(chosen: string, counts: ViewerCounts | undefined): string[] {
  return ESTADO_CHOICES.map(({ key, estado, label, count }) => {
    const text = `${key} ${label} ${counts ? counts[count] : '…'}`;
    return estado === chosen ? `[${text}]` : ` ${text} `;
  });
}

function listLines(state: ViewerState, room: number, columns: number): ScreenLine[] {
  if (state.rows.length === 0) return [plain('  No hay importaciones en este estado')];
  const selected = Math.max(0, selectedIndex(state));
  const first = Math.max(0, Math.min(selected - Math.floor(room / 2), state.rows.length - room));
  return state.rows.slice(first, first + room).map((row, n) => {
    const isSelected = first + n === selected;
    return { text: importLine(row, isSelected, columns), style: isSelected ? 'selected' : 'plain' };
  });
}

function footLines(state: ViewerState, columns: number): ScreenLine[] {
  const { confirming } = state;
  const selected = state.rows[selectedIndex(state)];
  const question = confirming
    ? `¿Eliminar la importación n.º ${confirming.number} de ${printable(confirming.operador.name)}? s = sí, otra tecla = no`
    : undefined;
  return [
    { text: '─'.repeat(columns), style: 'quiet' },
    plain(selected ? importDetail(selected) : ''),
    plain(question ?? printable(state.notice ?? '')),
    { text: '1–5 estado · ↑↓ elegir · d eliminar · q salir', style: 'quiet' },
  ];
}

function wrap(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && [...last].length + 1 + [...word].length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function fit(text: string, columns: number): string {
  const characters = [...text];
  return characters.length <= columns ? text : `${characters.slice(0, columns - 1).join('')}…`;
}

function plain(text: string): ScreenLine {
  return { text, style: 'plain' };
}
