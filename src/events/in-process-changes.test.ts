import { describeChanges } from './changes.contract.ts';
import { inProcessChanges } from './in-process-changes.ts';

describeChanges('inProcessChanges', async () => inProcessChanges());
