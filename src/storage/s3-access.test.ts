import { tmpdir } from 'node:os';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3 } from '../../test/s3-server.ts';
import { s3Store } from './s3-store.ts';

const silent = pino({ level: 'silent' });
/** Nothing is opened, so that no copy comes here. */
const folder = tmpdir();
let server: S3Server;
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server?.[Symbol.asyncDispose]());
afterEach(() => {
  server.onRequest = undefined;
});

describe('opening an s3Store', () => {
  it.each([
    [
      'a bucket that is not there',
      { status: 404, code: 'NoSuchBucket' },
      /bucket no existe.*no such bucket.*STORAGE_URL/,
    ],
    ['keys that it does not know', { status: 403, code: 'InvalidAccessKeyId' }, /AWS_ACCESS_KEY_ID/],
    ['keys that may not', { status: 403, code: 'AccessDenied' }, /s3:ListBucket/],
    ['no answer', 'BREAK', /S3_ENDPOINT/],
  ] as const)('says what to do about %s', async (_what, fault, text) => {
    server.onRequest = () => fault;
    await expect(s3Store(server.settings, folder, silent)).rejects.toThrow(text);
    await expect(s3Store(server.settings, folder, silent)).rejects.not.toThrow(/test-secret/);
  });

  it('is refused by a server that has no such bucket', async () => {
    const settings = { ...server.settings, bucket: 'no-such-bucket' };
    await expect(s3Store(settings, folder, silent)).rejects.toThrow('s3://no-such-bucket/');
  });
});
