import { LONGEST_PUT_MS } from './longest-put.ts';
import { isRunning, processName } from './process-name.ts';

const PARTIAL = /^[0-9a-f]{32}(?:-[0-9a-f]{8})?\.([0-9a-f]{8}\.\d+)\.partial$/;

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
  return runs === undefined ? modifiedAt.getTime() < Date.now() - LONGEST_PUT_MS : !runs;
}
