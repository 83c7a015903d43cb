// The entry of the thread that makes a workbook or Parquet of an export's rows: both take time that no other thread has.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PostedOutput } from '../../worker/posted-output.ts';
import { UnfitError } from './decimal-bytes.ts';
import type { Cells, WritingMessage, WritingRequest, WritingTask } from './messages.ts';
import type { RowsWriter } from './rows-writer.ts';

if (parentPort) await writeRows(parentPort, workerData);

async function writeRows(port: MessagePort, task: WritingTask): Promise<void> {
  const say = (message: WritingMessage) => port.postMessage(message);
  const output = new PostedOutput(port);
  const writer = writerOf(task, output);
  let handled = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    port.on('message', (request: WritingRequest) => {
      if (request.kind === 'more') return;
      handled = handled.then(async () => {
        if (request.kind === 'end') return resolve();
        const rows: Cells[] = JSON.parse(`[${request.content.slice(0, -1)}]`);
        await (await writer).write(rows);
        say({ kind: 'taken' });
      });
      handled.catch((error: unknown) =>
        error instanceof UnfitError ? say({ kind: 'unfit' }) : reject(error),
      );
    });
  });
  await (await writer).end();
  say({ kind: 'end' });
  port.close();
}

/** Each loads its library, and only its own. */
async function writerOf(task: WritingTask, output: PostedOutput): Promise<RowsWriter> {
  if (task.format === 'xlsx') return (await import('./workbook-rows.ts')).workbookRows(task, output);
  return (await import('./parquet-rows.ts')).parquetRows(task, output);
}
