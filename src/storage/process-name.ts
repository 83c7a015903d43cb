import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { codeOf } from '../domain/code-of.ts';

const NAME = /^([0-9a-f]{8})\.(\d+)$/;

/** Names this process among all that share its files and its database: its machine and its id there. */
export function processName(): string {
  return `${machine()}.${process.pid}`;
}

/** Whether the process of that name lives. Undefined: it is another machine's, and nobody here can be asked. */
export function isRunning(name: string): boolean | undefined {
  const [, itsMachine, pid] = NAME.exec(name) ?? [];
  return itsMachine === machine() ? isAlive(Number(pid)) : undefined;
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
