import { isRunning, processName } from './process-name.ts';

const PARTIAL = /^[0-9a-f]{32}\.([0-9a-f]{8}\.\d+)\.partial$/;
/** On another machine nobody can be asked whether a writer lives; no upload lasts this long. */
const FOREIGN_MS = 24 * 3_600_000;

/** The name of a file that is being written: it says by whom, so that a leftover can be told from a running upload. */
export function partialName(key: string): string {
  return `${key}.${processName()}.partial`;
}

/** A file that its writer cannot finish any more: the process is gone, or is an earlier one that had this process's id. */
export function isLeftover(name: string, modifiedAt: Date): boolean {
  const [, writer] = PARTIAL.exec(name) ?? [];
  if (!writer) return false;
  if (writer === processName()) return modifiedAt.getTime() < performance.timeOrigin;
  const runs = isRunning(writer);
  return runs === undefined ? modifiedAt.getTime() < Date.now() - FOREIGN_MS : !runs;
}
