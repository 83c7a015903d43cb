import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Subject } from './subject.ts';

const SCRIPT = join(import.meta.dirname, 'documented-recipe.ts');

/** Yoga's documented recipe in a process of its own. */
export async function startPeer(): Promise<Subject> {
  const child = fork(SCRIPT);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    graphqlUrl: `http://127.0.0.1:${port}/graphql`,
    token: 'none',
    pid: child.pid ?? 0,
    importIds: ['SW1wb3J0OjE='],
    async publish(marker) {
      child.send({ id: 'SW1wb3J0OjE=', marker });
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
