import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds so far (Linux). */
export interface ThreadTimes {
  readonly main: number;
  /** Reader threads, the garbage collector's, zlib's. */
  readonly others: number;
}

export function threadTimes(pid: number): ThreadTimes {
  let [main, others] = [0, 0];
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const time = ownSeconds(`/proc/${pid}/task/${thread}/stat`);
    if (Number(thread) === pid) main += time;
    else others += time;
  }
  return { main, others };
}

/** Of a process and its children, those that have ended included. */
export function familySeconds(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  const [own = 0, ended = 0] = [ownSeconds(`/proc/${pid}/stat`), endedSeconds(`/proc/${pid}/stat`)];
  return children.reduce((sum, child) => sum + ownSeconds(`/proc/${child}/stat`), own + ended);
}

const UTIME = 11;
const CUTIME = 13;

function ownSeconds(stat: string): number {
  return secondsAt(stat, UTIME);
}

function endedSeconds(stat: string): number {
  return secondsAt(stat, CUTIME);
}

/** Two fields of clock ticks, counted after the name in brackets; zero for what has ended. */
function secondsAt(stat: string, field: number): number {
  try {
    const text = readFileSync(stat, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[field]) + Number(fields[field + 1])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
