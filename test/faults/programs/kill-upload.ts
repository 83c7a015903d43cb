import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { must } from '../lab/missed-error.ts';
import { rawUpload } from '../lab/raw-request.ts';
import { until } from '../lab/until.ts';

const ROWS = 20_000;
const SHARES = [0.1, 0.5, 0.9];

/** kill -9 of the server while a file comes in. */
export const killUpload: Fault = {
  number: 2,
  name: 'kill-upload',
  title: 'kill -9 of the server in the middle of an upload',
  quick: false,
  async run(lab) {
    const shares = lab.quick ? [0.5] : SHARES;
    const files = join(lab.dataDir, 'files');
    for (const [round, share] of shares.entries()) {
      const file = await lab.file({ rows: ROWS, seed: round + 1, account: `U${round}-` });
      const before = await lab.start();
      const client = await lab.login(before);
      const id = await lab.schedule(client, file);
      const request = await rawUpload({ graphqlUrl: before.graphqlUrl, token: client.token }, id, file);
      await request.sendTo(Math.floor(request.bytes * share));
      await until('the upload has begun', async () =>
        (await readdir(files)).some((name) => name.endsWith('.partial')),
      );
      await before.end('SIGKILL');
      request.vanish();
      await client.close();

      const after = await lab.start();
      const left = (await readdir(files)).filter((name) => name.endsWith('.partial'));
      must(left.length === 0, `half-written files after the start: ${left}`);
      const again = await lab.login(after);
      const now = await again.import(id);
      must(
        now.phase === 'AWAITING_FILE' && now.file === null,
        `the import is ${now.phase} with ${now.file?.name}`,
      );
      const answer = await again.upload(id, await file.bytes(), { name: file.name });
      must(answer.import !== undefined, `uploading again: ${JSON.stringify(answer)}`);
      lab.expect(id, file);
      await lab.follow(id, () => ({ graphqlUrl: after.graphqlUrl, token: again.token })).settled;
      await again.close();
      await after.end('SIGTERM');
    }
    return { kills: shares.length };
  },
};
