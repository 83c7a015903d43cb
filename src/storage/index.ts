import { join } from 'node:path';
import type { Logger } from 'pino';
import { diskStore } from './disk-store.ts';
import type { FileStore } from './file-store.ts';
import type { S3Settings } from './s3-settings.ts';

/** The bucket where one is set, else the data folder. The S3 client takes a while to load: only where it is wanted. */
export async function openFileStore(
  { dataDir, s3 }: { readonly dataDir: string; readonly s3: S3Settings | undefined },
  log: Pick<Logger, 'warn'>,
): Promise<FileStore> {
  if (!s3) return diskStore(join(dataDir, 'files'));
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(s3, join(dataDir, 'copies'), log);
}
