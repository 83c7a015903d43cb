import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../test/example-definition.ts';
import { parsePeriodo } from '../domain/periodo.ts';
// By another way than the other tests, which vitest.config.ts leads to threads that are compiled already.
import { threadUrl } from '../worker/thread-url.ts';
import type { WriterTask } from './rejected/workbook-messages.ts';
import type { SampleTask } from './sample/sample-maker.ts';

const HERE = import.meta.url;
const REJECTED = new URL('./rejected/workbook-writer.ts', HERE).href;
const SAMPLE = new URL('./sample/sample-maker.ts', HERE).href;

describe('threads of the source, as npm run dev has them', () => {
  it('are compiled by themselves, and those of dist are ready', () => {
    for (const [base, name] of [
      [HERE, 'thread'],
      [REJECTED, 'write-workbook'],
      [SAMPLE, 'write-sample'],
    ] as const)
      expect(existsSync(threadUrl(base, name)), name).toBe(true);
    expect(threadUrl('file:///dist/worker/threads.js', 'thread').href).toBe('file:///dist/worker/thread.js');
  });

  it('offer the same tasks as the thread that is compiled', async () => {
    const url = threadUrl(HERE, 'thread').href;
    const program = `import { parentPort } from 'node:worker_threads';
      parentPort.postMessage(Object.keys(await import('${url}')).sort());`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
    const [tasks] = await once(worker, 'message');
    expect(tasks).toEqual(Object.keys(await import('./thread.ts')).sort());
    await worker.terminate();
  });

  it('write a sample', async () => {
    const workerData: SampleTask = {
      definition: exampleDefinition(),
      periodo: parsePeriodo('2026-09'),
      language: 'es',
    };
    const [bytes] = await once(new Worker(threadUrl(SAMPLE, 'write-sample'), { workerData }), 'message');
    expect(Buffer.from(bytes).toString('latin1')).toMatch(/^PK/);
  });

  it('write a workbook of rejected rows', async () => {
    const head: WriterTask['head'] = {
      kind: 'head',
      sheet: null,
      date1904: false,
      lastRow: 0,
      firstFree: 3,
      markHeader: 'marca',
    };
    const workerData: WriterTask = { head, reasonHeader: 'Motivo', sheetName: 'Hoja' };
    const worker = new Worker(threadUrl(REJECTED, 'write-workbook'), { workerData });
    worker.postMessage({ kind: 'end' });
    const [first] = await once(worker, 'message');
    expect(first.kind).toBe('bytes');
    await worker.terminate();
  });
});
