import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Changes, ImportChanged } from './changes.ts';

const change = (empresaId: number, sequence: bigint): ImportChanged => ({
  empresaId,
  importId: 7,
  kind: 'LOGGED',
  sequence,
});

export function describeChanges(name: string, open: () => Promise<Changes>): void {
  describe(name, () => {
    let changes: Changes;
    beforeEach(async () => {
      changes = await open();
    });
    afterEach(() => changes[Symbol.asyncDispose]());

    /** Resolves with the first `count` changes heard. */
    const hear = (empresaId: number, count: number) =>
      new Promise<ImportChanged[]>((resolve) => {
        const heard: ImportChanged[] = [];
        const stop = changes.listen(empresaId, (change) => {
          heard.push(change);
          if (heard.length === count) {
            stop();
            resolve(heard);
          }
        });
      });

    it('tells every listener of the empresa, in the order of the changes', async () => {
      const heard = [hear(1, 3), hear(1, 3)];
      for (const sequence of [1n, 2n, 3n]) changes.publish(change(1, sequence));
      for (const list of await Promise.all(heard)) {
        expect(list).toEqual([change(1, 1n), change(1, 2n), change(1, 3n)]);
      }
    });

    it('tells nobody of another empresa', async () => {
      const other: ImportChanged[] = [];
      changes.listen(2, (change) => other.push(change));
      const heard = hear(1, 1);
      changes.publish(change(1, 1n));
      await heard;
      expect(other).toEqual([]);
    });

    it('does not call listeners before publish has returned', async () => {
      let returned = false;
      const calledAfter = new Promise<boolean>((resolve) => void changes.listen(1, () => resolve(returned)));
      changes.publish(change(1, 1n));
      returned = true;
      expect(await calledAfter).toBe(true);
    });

    it('is silent once a listener has been taken back, even with changes on their way', async () => {
      const heard: ImportChanged[] = [];
      const stop = changes.listen(1, (change) => heard.push(change));
      changes.publish(change(1, 1n));
      stop();
      stop();
      const next = hear(1, 1);
      changes.publish(change(1, 2n));
      expect(await next).toEqual([change(1, 2n)]);
      expect(heard).toEqual([]);
    });

    it('hears of nothing that was published before it listened', async () => {
      changes.publish(change(1, 1n));
      const heard = hear(1, 1);
      changes.publish(change(1, 2n));
      expect(await heard).toEqual([change(1, 2n)]);
    });

    it('lets a listener take itself back or bring in others while it is called', async () => {
      const late = new Promise<ImportChanged>((resolve) => {
        const stop = changes.listen(1, () => {
          stop();
          changes.listen(1, resolve);
          changes.publish(change(1, 9n));
        });
      });
      changes.publish(change(1, 1n));
      expect(await late).toEqual(change(1, 9n));
    });
  });
}
