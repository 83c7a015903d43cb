import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_PENDING_BYTES = 256 * 1024;
/** How soon to look again whether it is the sheet's turn to be compressed: behind the small parts before it. */
const TURN_MS = 2;

/** Resolves once little of the sheet waits to be compressed: exceljs itself writes on, whatever its zip has taken. */
export async function drainedSheet(sheet: object): Promise<void> {
  let entry = entryOf(sheet);
  for (; !entry; entry = entryOf(sheet)) await sleep(TURN_MS);
  while (pendingBytes(entry) > MAX_PENDING_BYTES) await once(entry, 'drain');
}

/** What waits in it. Its zip brings streams of its own, older than writableLength. */
function pendingBytes(entry: Writable): number {
  const state: unknown = '_writableState' in entry ? entry._writableState : undefined;
  const length: unknown = typeof state === 'object' && state && 'length' in state ? state.length : undefined;
  if (typeof length !== 'number')
    throw new Error('This version of exceljs does not show how much of a worksheet waits');
  return length;
}

/** The stream that a worksheet writes into, inside of exceljs; undefined before its turn. */
function entryOf(sheet: object): Writable | undefined {
  const stream: unknown = 'stream' in sheet ? sheet.stream : undefined;
  const pipes: unknown = typeof stream === 'object' && stream && 'pipes' in stream ? stream.pipes : undefined;
  if (!Array.isArray(pipes))
    throw new Error('This version of exceljs does not show where a worksheet is written to');
  return pipes[0];
}
