import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../../test/example-definition.ts';
import { parsePeriodo } from '../../domain/periodo.ts';
import { sampleMaker } from './sample-maker.ts';

const task = (definition: unknown = exampleDefinition()) =>
  ({ definition, periodo: parsePeriodo('2026-09'), language: 'es' }) as const;
const never = () => new AbortController().signal;

describe('a maker of samples', () => {
  it('makes a workbook, another one each time', async () => {
    await using maker = sampleMaker();
    const [one, other] = await Promise.all([maker.make(task(), never()), maker.make(task(), never())]);
    for (const bytes of [one, other]) expect(Buffer.from(bytes.subarray(0, 2)).toString()).toBe('PK');
    expect(Buffer.from(one).equals(other)).toBe(false);
  });

  it('goes on after a bug, and after clients that left', async () => {
    await using maker = sampleMaker();
    const leaving = new AbortController();
    const left = maker.make(task(), leaving.signal);
    const waiting = maker.make(task(), leaving.signal);
    const broken = maker.make(task({}), never());
    const good = maker.make(task(), never());
    leaving.abort(new Error('the client left'));
    await expect(left).rejects.toThrow('the client left');
    await expect(waiting).rejects.toThrow('the client left');
    await expect(broken).rejects.toThrow();
    expect((await good).length).toBeGreaterThan(1_000);
  });

  it('lets no more than twenty wait', async () => {
    await using maker = sampleMaker();
    const leaving = new AbortController();
    const all = Array.from({ length: 22 }, () => maker.make(task(), AbortSignal.any([leaving.signal])));
    const refused = await all[21]?.catch((error: unknown) => error);
    leaving.abort();
    await Promise.allSettled(all);
    expect(refused).toMatchObject({ code: 'CAPACITY' });
  });

  it('ends what it makes when it is disposed of, and makes nothing more', async () => {
    const maker = sampleMaker();
    const all = [maker.make(task(), never()), maker.make(task(), never())];
    const refused = Promise.all(all.map((made) => expect(made).rejects.toThrow('closed')));
    await maker[Symbol.asyncDispose]();
    await refused;
    await expect(maker.make(task(), never())).rejects.toThrow('closed');
  });
});
