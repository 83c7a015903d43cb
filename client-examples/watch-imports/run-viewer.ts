import type { ApiClient } from '../client/api-client.ts';
import type { EstadoFilter } from '../generated/graphql.ts';
import { deleteImport } from './delete-import.ts';
import { followCounts } from './follow-counts.ts';
import { followImports } from './follow-imports.ts';
import { listenToKeys } from './listen-to-keys.ts';
import { type Effect, pressKey } from './press-key.ts';
import { renderViewer } from './render-viewer.ts';
import { terminalScreen } from './terminal-screen.ts';
import { emptyViewer, type ViewerState, withChange, withConnection } from './viewer-state.ts';

export interface ViewerParts {
  readonly client: ApiClient;
  readonly usuario: string;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Calls its listener whenever the connection comes up or goes down. */
  readonly onConnection: (listener: (up: boolean) => void) => void;
}

/** The live viewer, until q, Ctrl-C or a signal. The terminal is as before when it settles. */
export async function runViewer(parts: ViewerParts, estado: EstadoFilter): Promise<void> {
  const { client, input, output } = parts;
  let state = emptyViewer(estado);
  let following = new AbortController();
  const ended = new AbortController();
  using screen = terminalScreen(output, (size) => renderViewer(state, parts.usuario, size));

  const update = (next: ViewerState) => {
    state = next;
    screen.redraw();
  };
  const fail = (error: unknown) => ended.abort(error);
  const choose = (chosen: EstadoFilter) => {
    following.abort();
    following = new AbortController();
    update({ ...emptyViewer(chosen), counts: state.counts, connection: state.connection });
    followImports(client, chosen, following.signal, (change) => update(withChange(state, change))).catch(
      fail,
    );
  };
  const perform = (effect: Effect) => {
    if (effect.kind === 'quit') ended.abort();
    else if (effect.kind === 'choose') choose(effect.estado);
    else
      deleteImport(client, effect.id).catch((error) => update({ ...state, notice: String(error.message) }));
  };
  using _keys = listenToKeys(input, (key) => {
    const { state: next, effect } = pressKey(state, key);
    update(next);
    if (effect) perform(effect);
  });

  parts.onConnection((up) => update(withConnection(state, up ? 'live' : 'lost')));
  process.on('SIGTERM', () => ended.abort());
  followCounts(client, ended.signal, (counts) => update({ ...state, counts })).catch(fail);
  choose(estado);
  await untilAborted(ended.signal);
  following.abort();
}

/** Resolves when aborted without a reason of its own; rejects with that reason where there is one. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      if (signal.reason instanceof DOMException) resolve();
      else reject(signal.reason);
    });
  });
}
