import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Changes, ImportChanged } from './changes.ts';

const change = (empresaId: number, sequence: bigint): ImportChanged => ({
  empresaId,
  importId: 7,
  kind: 'LOGGED',
  sequence,
});

/** Where changes are published, and where they are heard: the same, or another process's. */
export interface ChangesUnderTest extends AsyncDisposable {
  readonly published: Changes;
  readonly heard: Changes;
}

const ONE_WHO_ONLY_SETTLES = 99;

export function describeChanges(name: string, open: () => Promise<ChangesUnderTest>): void {
  describe(name, () => {
    let place: ChangesUnderTest;
    let published: Changes;
    let changes: Changes;
    beforeEach(async () => {
      place = await open();
      published = place.published;
      changes = place.heard;
    });
    afterEach(() => place[Symbol.asyncDispose]());

    /** Resolves once what was published before has arrived. */
    const arrived = async () => {
      const heard = hear(ONE_WHO_ONLY_SETTLES, 1);
      published.publish(change(ONE_WHO_ONLY_SETTLES, 1n));
      await heard;
    };

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
      for (const sequence of [1n, 2n, 3n]) published.publish(change(1, sequence));
      for (const list of await Promise.all(heard)) {
        expect(list).toEqual([change(1, 1n), change(1, 2n), change(1, 3n)]);
      }
    });

    it('tells nobody of another empresa', async () => {
      const other: ImportChanged[] = [];
      changes.listen(2, (change) => other.push(change));
      const heard = hear(1, 1);
      published.publish(change(1, 1n));
      await heard;
      expect(other).toEqual([]);
    });

    it('does not call listeners before publish has returned', async () => {
      let returned = false;
      const calledAfter = new Promise<boolean>((resolve) => void changes.listen(1, () => resolve(returned)));
      published.publish(change(1, 1n));
      returned = true;
      expect(await calledAfter).toBe(true);
    });

    it('is silent once a listener has been taken back, even with changes on their way', async () => {
      const heard: ImportChanged[] = [];
      const stop = changes.listen(1, (change) => heard.push(change));
      published.publish(change(1, 1n));
      stop();
      stop();
      await arrived();
      const next = hear(1, 1);
      published.publish(change(1, 2n));
      expect(await next).toEqual([change(1, 2n)]);
      expect(heard).toEqual([]);
    });

    it('hears of nothing that was published before it listened', async () => {
      published.publish(change(1, 1n));
      await arrived();
      const heard = hear(1, 1);
      published.publish(change(1, 2n));
      expect(await heard).toEqual([change(1, 2n)]);
    });

    it('tells of counters that moved', async () => {
      const heard = hear(1, 1);
      const moved: ImportChanged = { ...change(1, 2n ** 63n - 1n), kind: 'PROGRESS' };
      published.publish(moved);
      expect(await heard).toEqual([moved]);
    });

    it('lets a listener take itself back or bring in others while it is called', async () => {
      const late = new Promise<ImportChanged>((resolve) => {
        const stop = changes.listen(1, () => {
          stop();
          changes.listen(1, resolve);
          published.publish(change(1, 9n));
        });
      });
      published.publish(change(1, 1n));
      expect(await late).toEqual(change(1, 9n));
    });
  });
}
