import { describe, expect, it } from 'vitest';
import type { ImportChangeKind } from '../generated/graphql.ts';
import { importStatus } from './import-words.ts';
import { pressKey } from './press-key.ts';
import { printable } from './printable.ts';
import { readKeys } from './read-keys.ts';
import { readOptions } from './read-options.ts';
import { renderViewer } from './render-viewer.ts';
import type { ViewerRow } from './viewer-row.ts';
import { emptyViewer, type ViewerState, withChange, withConnection, withRows } from './viewer-state.ts';

interface RowChanges extends Omit<Partial<ViewerRow>, 'progress'> {
  progress?: Partial<ViewerRow['progress']>;
}

function row(number: number, { progress, ...changes }: RowChanges = {}): ViewerRow {
  return {
    id: `i${number}`,
    number,
    estado: 'PENDIENTE',
    phase: 'AWAITING_FILE',
    outcome: null,
    operador: { name: 'Movistar México' },
    tipoArchivo: { name: 'Conceptos facturables' },
    periodo: '2026-09',
    programacion: { at: null },
    file: null,
    progress: {
      percent: null,
      rowsRead: 0,
      rowsRejected: 0,
      queuePosition: null,
      secondsLeft: null,
      ...progress,
    },
    totals: { total: '0.00', currency: 'MXN' },
    failure: null,
    startedAt: null,
    actions: ['UPLOAD_FILE', 'DELETE'],
    ...changes,
  };
}

const running = (number: number, percent: number) =>
  row(number, {
    estado: 'EN_PROCESO',
    phase: 'READING',
    startedAt: `2026-11-24T10:00:0${number}.000Z`,
    progress: { percent, rowsRead: percent * 1_000 },
    actions: [],
  });

const change = (kind: ImportChangeKind, of: ViewerRow | null, matches = true) => ({
  sequence: '7',
  kind,
  matches,
  import: of,
});

const numbersOf = (state: ViewerState) => state.rows.map(({ number }) => number);

describe('the list', () => {
  it('shows a snapshot only once it has ended, in the order in which it came', () => {
    let state = emptyViewer('PENDIENTE_Y_EN_PROCESO');
    state = withChange(state, change('SNAPSHOT', running(3, 40)));
    state = withChange(state, change('SNAPSHOT', row(1)));
    expect(numbersOf(state)).toEqual([]);
    state = withChange(state, change('SNAPSHOT_END', null));
    expect(numbersOf(state)).toEqual([3, 1]);
  });

  it('begins a snapshot anew when the connection broke in the middle of one', () => {
    let state = withChange(emptyViewer('PENDIENTE'), change('SNAPSHOT', row(1)));
    state = withConnection(state, 'lost');
    state = withChange(state, change('SNAPSHOT', row(2)));
    expect(numbersOf(withChange(state, change('SNAPSHOT_END', null)))).toEqual([2]);
  });

  it('takes a changed row as it is now, at the place that it has now', () => {
    const before = withRows(emptyViewer('PENDIENTE_Y_EN_PROCESO'), [
      row(1, { phase: 'QUEUED', progress: { queuePosition: 1 } }),
      row(2, { phase: 'QUEUED', progress: { queuePosition: 2 } }),
    ]);
    const after = withChange(before, change('STARTED', running(2, 0)));
    expect(numbersOf(after)).toEqual([2, 1]);
  });

  it('lists what waits for its turn before what waits for a date, a start or a file', () => {
    const rows = [
      row(1),
      row(2, { phase: 'READY' }),
      row(3, { phase: 'SCHEDULED', programacion: { at: '2026-12-02T00:00:00.000Z' } }),
      row(4, { phase: 'SCHEDULED', programacion: { at: '2026-12-01T00:00:00.000Z' } }),
      row(5, { phase: 'QUEUED', progress: { queuePosition: 2 } }),
    ];
    const next = row(6, { phase: 'QUEUED', progress: { queuePosition: 1 } });
    const after = withChange(withRows(emptyViewer('PENDIENTE'), rows), change('QUEUED', next));
    expect(numbersOf(after)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('drops a row that no longer matches', () => {
    const before = withRows(emptyViewer('PENDIENTE'), [row(1), row(2)]);
    expect(numbersOf(withChange(before, change('STARTED', running(1, 0), false)))).toEqual([2]);
  });

  it('shows the newest first where all are done', () => {
    const before = withRows(emptyViewer('FINALIZADO'), [row(8), row(5)]);
    expect(numbersOf(withChange(before, change('FINISHED', row(7))))).toEqual([8, 7, 5]);
  });

  it('keeps the selection on its row while others move, and moves it on when the row goes', () => {
    const before = {
      ...withRows(emptyViewer('PENDIENTE'), [row(1), row(2), row(3)]),
      selectedId: 'i2',
    };
    const without1 = withChange(before, change('DELETED', row(1), false));
    expect(without1.selectedId).toBe('i2');
    expect(withChange(without1, change('DELETED', row(2), false)).selectedId).toBe('i3');
  });

  it('closes the question about deleting a row that went away meanwhile', () => {
    const before = { ...withRows(emptyViewer('PENDIENTE'), [row(1)]), confirming: row(1) };
    expect(withChange(before, change('STARTED', running(1, 0), false)).confirming).toBeUndefined();
  });
});

describe('the keys', () => {
  const list = withRows(emptyViewer('PENDIENTE'), [row(1), row(2), running(3, 10)]);

  it.each([
    ['1', 'PENDIENTE_Y_EN_PROCESO'],
    ['2', 'PENDIENTE'],
    ['3', 'EN_PROCESO'],
    ['4', 'FINALIZADO'],
    ['5', 'ELIMINADO'],
  ])('%s chooses %s', (key, estado) => {
    expect(pressKey(list, key).effect).toEqual({ kind: 'choose', estado });
  });

  it('up and down select, and stop at the ends', () => {
    const down = pressKey(list, 'down').state;
    expect(down.selectedId).toBe('i2');
    expect(pressKey(pressKey(down, 'up').state, 'up').state.selectedId).toBe('i1');
    expect(pressKey(pressKey(down, 'down').state, 'down').state.selectedId).toBe('i3');
  });

  it('d asks first, and s deletes', () => {
    const asked = pressKey(list, 'd');
    expect(asked.effect).toBeUndefined();
    expect(pressKey(asked.state, 's')).toMatchObject({
      state: { confirming: undefined },
      effect: { kind: 'delete', id: 'i1' },
    });
  });

  it.each(['n', 'q', 'd', '1', 'down'])('%s answers the question with no', (key) => {
    const { state, effect } = pressKey(pressKey(list, 'd').state, key);
    expect(effect).toBeUndefined();
    expect(state.confirming).toBeUndefined();
  });

  it('d on one that is running says why not', () => {
    const { state } = pressKey({ ...list, selectedId: 'i3' }, 'd');
    expect(state.confirming).toBeUndefined();
    expect(state.notice).toMatch(/n\.º 3 no se puede eliminar/);
  });

  it('q and Ctrl-C end', () => {
    expect(pressKey(list, 'q').effect).toEqual({ kind: 'quit' });
    expect(pressKey(pressKey(list, 'd').state, 'interrupt').effect).toEqual({ kind: 'quit' });
  });

  it('on an empty list do nothing', () => {
    const empty = emptyViewer('PENDIENTE');
    for (const key of ['up', 'down', 'd']) expect(pressKey(empty, key)).toEqual({ state: empty });
  });

  it('are read from what a terminal sends, several at once, sequences of other keys left alone', () => {
    expect(readKeys('\x1b[A\x1bOBD5\x1b[1;5C\x1b[3~q\x03\x1b')).toEqual([
      'up',
      'down',
      'd',
      '5',
      'other',
      'other',
      'q',
      'interrupt',
      'other',
    ]);
  });
});

describe('the screen', () => {
  const size = { columns: 80, rows: 24 };
  const counts = {
    pendienteYEnProceso: 120,
    pendiente: 100,
    enProceso: 20,
    finalizado: 12_345,
    eliminado: 3,
  };
  const text = (state: ViewerState) => renderViewer(state, 'ana', size).map((line) => line.text);

  it('has exactly as many lines as the terminal, none wider', () => {
    const rows = Array.from({ length: 50 }, (_, n) => running(n + 1, 50));
    const lines = text({ ...withRows(emptyViewer('EN_PROCESO'), rows), counts });
    expect(lines).toHaveLength(24);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it('lays the estados out as in the guide, in two lines where one is too narrow, and marks the chosen one', () => {
    const [, first, second] = text({ ...emptyViewer('PENDIENTE_Y_EN_PROCESO'), counts });
    expect(first).toBe('[1 Pendiente y en Proceso 120]  2 Pendiente 100   3 En Proceso 20 ');
    expect(second).toBe(' 4 Finalizado 12345   5 Eliminado 3 ');
  });

  it('shows a running import with its bar, and nothing of it is cut off in 80 columns', () => {
    const lines = text(withRows(emptyViewer('EN_PROCESO'), [running(7, 55)]));
    expect(lines.find((line) => line.includes('2026-09'))?.trimEnd()).toBe(
      '▸      7 Movistar Méxi… Conceptos… 2026-09 ██████░░░░  55 % Leyendo',
    );
  });

  it('keeps the selected row in sight', () => {
    const rows = Array.from({ length: 200 }, (_, n) => row(n + 1));
    const state = { ...withRows(emptyViewer('PENDIENTE'), rows), selectedId: 'i150' };
    const selected = renderViewer(state, 'ana', size).filter(({ style }) => style === 'selected');
    expect(selected.map((line) => line.text)).toEqual([expect.stringMatching(/^▸ +150 /)]);
  });

  it('says when the connection is lost', () => {
    expect(text(withConnection(emptyViewer('PENDIENTE'), 'lost'))[0]).toMatch(/sin conexión, reintentando$/);
  });

  it('asks before deleting, naming the import', () => {
    const asked = pressKey(withRows(emptyViewer('PENDIENTE'), [row(12)]), 'd').state;
    expect(text(asked).join('\n')).toContain('¿Eliminar la importación n.º 12 de Movistar México? s = sí');
  });

  it('lets no text from elsewhere command the terminal', () => {
    expect(printable('a\x1b[2Jb\nc\u202ed\u009b')).toBe('a·[2Jb·c·d·');
    const hostile = row(1, { operador: { name: '\x1b]0;x\x07Claro' }, file: { name: 'a\x1b[31m.xlsx' } });
    const shown = text(withRows(emptyViewer('PENDIENTE'), [hostile])).join('');
    expect([...shown].filter((character) => character < ' ')).toEqual([]);
  });
});

describe('the words about an import', () => {
  it.each([
    ['Espera archivo', row(1)],
    ['En cola, puesto 3', row(1, { phase: 'QUEUED', progress: { queuePosition: 3 } })],
    ['Guardando', row(1, { estado: 'EN_PROCESO', phase: 'STORING' })],
    ['Correcto', row(1, { estado: 'FINALIZADO', phase: 'DONE', outcome: 'SUCCEEDED' })],
    ['Con observaciones', row(1, { estado: 'FINALIZADO', phase: 'DONE', outcome: 'SUCCEEDED_WITH_ISSUES' })],
    ['Eliminado', row(1, { estado: 'ELIMINADO', phase: 'DONE' })],
  ])('are "%s"', (words, of) => {
    expect(importStatus(of)).toBe(words);
  });

  it('tell the time of a scheduled one', () => {
    const scheduled = row(1, { phase: 'SCHEDULED', programacion: { at: '2026-11-24T10:30:00.000Z' } });
    expect(importStatus(scheduled)).toMatch(/^Prog\. \d\d\/11 \d\d:\d\d$/);
  });
});

describe('the options', () => {
  it('need a usuario and have a place for the rest', () => {
    expect(readOptions(['--usuario', 'ana'])).toEqual({
      url: 'http://127.0.0.1:4000/graphql',
      usuario: 'ana',
      estado: 'PENDIENTE_Y_EN_PROCESO',
      once: false,
    });
  });

  it.each([
    [[], /Falta --usuario/],
    [['--usuario', 'ana', '--estado', 'LISTO'], /"LISTO" no es ninguno de PENDIENTE_Y_EN_PROCESO/],
    [['--usuario', 'ana', '--url', 'ftp://x'], /no es una dirección http/],
    [['--usuario', 'ana', '--otra'], /Uso: npm run watch-imports/],
  ])('%j are refused with the reason', (args, reason) => {
    expect(() => readOptions(args)).toThrow(reason);
  });
});
