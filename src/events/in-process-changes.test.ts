import { describeChanges } from './changes.contract.ts';
import { inProcessChanges } from './in-process-changes.ts';

describeChanges('inProcessChanges', async () => {
  const changes = inProcessChanges();
  return { published: changes, heard: changes, [Symbol.asyncDispose]: () => changes[Symbol.asyncDispose]() };
});
