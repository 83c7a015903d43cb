import type { z } from 'zod';
import type { S3Settings } from './storage/s3-settings.ts';

/** The variables as they were read. */
interface StorageVariables {
  readonly STORAGE_URL?: string | undefined;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_PATH_STYLE?: '0' | '1' | 'true' | 'false' | undefined;
  readonly AWS_REGION: string;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
}

/** One of the two keys alone would quietly be taken for none, and the machine's role be used. */
export function checkKeys(env: StorageVariables, context: z.RefinementCtx): void {
  for (const [has, lacks] of [
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'],
  ] as const) {
    if (env.STORAGE_URL === undefined || env[has] === undefined || env[lacks] !== undefined) continue;
    context.addIssue({ code: 'custom', path: [lacks], message: has });
  }
}

/** Servers of other makers rarely have a name for each bucket. */
export function s3Of(env: StorageVariables): S3Settings | undefined {
  if (env.STORAGE_URL === undefined) return undefined;
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(env.STORAGE_URL) ?? [];
  const [accessKeyId, secretAccessKey] = [env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY];
  const session = env.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: env.AWS_SESSION_TOKEN };
  return {
    bucket,
    prefix: path === '' ? '' : `${path}/`,
    region: env.AWS_REGION,
    endpoint: env.S3_ENDPOINT,
    pathStyle:
      env.S3_PATH_STYLE === undefined ? env.S3_ENDPOINT !== undefined : /^(1|true)$/.test(env.S3_PATH_STYLE),
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, ...session },
  };
}
