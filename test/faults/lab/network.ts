import { spawnSync } from 'node:child_process';
import { NotRunError } from './not-run-error.ts';

/** A place on the other side of a network cable that can be pulled out. */
export interface Network extends AsyncDisposable {
  /** Runs a command over there. */
  readonly prefix: readonly string[];
  readonly links: readonly Link[];
}

export interface Link {
  /** The address on this side, and the one over there. */
  readonly here: string;
  readonly there: string;
  cut(): void;
  mend(): void;
}

/** Takes root: a network namespace, joined to this one by so many links. Throws NotRunError where that cannot be had. */
export function openNetwork(name: string, links: number): Network {
  if (process.getuid?.() !== 0) throw new NotRunError('a network namespace needs root');
  ip('netns', 'add', name);
  const opened: Link[] = [];
  try {
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (let n = 0; n < links; n++) opened.push(openLink(name, n));
  } catch (error) {
    spawnSync('ip', ['netns', 'del', name]);
    throw error;
  }
  return {
    prefix: ['ip', 'netns', 'exec', name],
    links: opened,
    async [Symbol.asyncDispose]() {
      for (const [n] of opened.entries()) spawnSync('ip', ['link', 'del', deviceOf(name, n)]);
      spawnSync('ip', ['netns', 'del', name]);
    },
  };
}

function deviceOf(name: string, n: number): string {
  return `${name}h${n}`;
}

/** 10.255.0.0/16 is private; each link has a network of four addresses, by the process, so that two runs do not meet. */
function openLink(name: string, n: number): Link {
  const [device, other] = [deviceOf(name, n), `${name}n${n}`];
  const base = ((process.pid * 4 + n) % 16_000) * 4;
  const network = `10.255.${Math.floor(base / 256)}`;
  const [here, there] = [`${network}.${(base % 256) + 1}`, `${network}.${(base % 256) + 2}`];
  ip('link', 'add', device, 'type', 'veth', 'peer', 'name', other, 'netns', name);
  ip('addr', 'add', `${here}/30`, 'dev', device);
  ip('link', 'set', device, 'up');
  ip('-n', name, 'addr', 'add', `${there}/30`, 'dev', other);
  ip('-n', name, 'link', 'set', other, 'up');
  return {
    here,
    there,
    // The far end goes down: this side keeps its address and its sockets, and nothing is told of the loss.
    cut: () => ip('-n', name, 'link', 'set', other, 'down'),
    mend: () => ip('-n', name, 'link', 'set', other, 'up'),
  };
}

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new NotRunError(`ip ${args.join(' ')}: ${stderr}`);
}
