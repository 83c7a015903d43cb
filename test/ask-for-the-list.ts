import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';

const LIST = `{ imports(first: 50) { nodes {
  id number estado phase progress { percent rowsRead } operador { name } plantilla { name } } } }`;

/** One request after the other, so far apart, each timed in milliseconds, until told to stop; then sorted. */
export function askForTheList(client: ApiClient, everyMs: number): { stop(): Promise<number[]> } {
  const answers: number[] = [];
  let asking = true;
  const done = (async () => {
    while (asking) {
      const sent = performance.now();
      await client.query(LIST);
      answers.push(performance.now() - sent);
      await sleep(everyMs);
    }
  })();
  return {
    async stop() {
      asking = false;
      await done;
      return answers.sort((a, b) => a - b);
    },
  };
}
