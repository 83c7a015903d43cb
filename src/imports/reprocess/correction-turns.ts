import { type InTurn, turns } from '../../domain/turns.ts';

/**
 * As many as there are threads to read them; each holds one of the database's connections from its first row to its
 * commit.
 */
const RUNNING = 2;
/** They hold a stored file each, and nothing else. */
const WAITING = 16;

/** One for a process: however many people send corrected rows at once, requests still find a connection. */
export function correctionTurns(): InTurn {
  return turns(RUNNING, WAITING);
}
