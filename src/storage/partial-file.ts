import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

const PARTIAL = /^[0-9a-f]{32}\.([0-9a-f]{8})\.(\d+)\.partial$/;
/** On another machine nobody can be asked whether a writer lives; no upload lasts this long. */
const FOREIGN_MS = 24 * 3_600_000;

/** The name of a file that is being written: it says by whom, so that a leftover can be told from a running upload. */
export function partialName(key: string): string {
  return `${key}.${machine()}.${process.pid}.partial`;
}

/** A file that its writer cannot finish any more: the process is gone, or is an earlier one that had this process's id. */
export function isLeftover(name: string, modifiedAt: Date): boolean {
  const [, writerMachine, writerPid] = PARTIAL.exec(name) ?? [];
  if (!writerMachine) return false;
  if (writerMachine !== machine()) return modifiedAt.getTime() < Date.now() - FOREIGN_MS;
  const pid = Number(writerPid);
  return pid === process.pid ? modifiedAt.getTime() < performance.timeOrigin : !isAlive(pid);
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
