import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { codeOf } from '../domain/code-of.ts';
import type { S3Bucket } from './s3-bucket.ts';
import type { S3Settings } from './s3-settings.ts';

/** Throws an Error that says, in both languages, what is wrong with the bucket and which setting to look at. */
export async function checkBucket(
  { bucket, prefix, client }: Pick<S3Bucket, 'bucket' | 'prefix' | 'client'>,
  { endpoint }: S3Settings,
): Promise<void> {
  try {
    await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }));
  } catch (error) {
    const where = `s3://${bucket}/${prefix}${endpoint === undefined ? '' : ` (${endpoint})`}`;
    const { es, en } = explain(error instanceof Error ? error : new Error(String(error)));
    throw new Error(
      `No se puede usar ${where}: ${es} / ${where} cannot be used: ${en}`,
      error instanceof Error ? { cause: new Error(nameOf(error)) } : {},
    );
  }
}

function explain(error: Error): { es: string; en: string } {
  switch (error.name) {
    case 'NoSuchBucket':
    case 'NotFound':
      return {
        es: 'el bucket no existe; créelo, o corrija STORAGE_URL',
        en: 'there is no such bucket; make it, or correct STORAGE_URL',
      };
    case 'AccessDenied':
    case 'Forbidden':
      return {
        es: 'estas credenciales no pueden leerlo; hacen falta s3:ListBucket, GetObject, PutObject, DeleteObject, AbortMultipartUpload y ListBucketMultipartUploads',
        en: 'these credentials may not read it; needed are s3:ListBucket, GetObject, PutObject, DeleteObject, AbortMultipartUpload and ListBucketMultipartUploads',
      };
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
    case 'ExpiredToken':
    case 'InvalidToken':
      return {
        es: 'el servidor no acepta las credenciales; corrija AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY y AWS_SESSION_TOKEN',
        en: 'the server does not accept the credentials; correct AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
      };
    case 'CredentialsProviderError':
      return {
        es: 'no hay credenciales; ponga AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY, o dé un rol a esta máquina',
        en: 'there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a role',
      };
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
      return {
        es: 'el bucket está en otra región; corrija AWS_REGION',
        en: 'the bucket is in another region; correct AWS_REGION',
      };
    default:
      return {
        es: 'el servidor no responde como se espera; compruebe S3_ENDPOINT, S3_PATH_STYLE y que esté en marcha',
        en: 'the server does not answer as expected; check S3_ENDPOINT, S3_PATH_STYLE and that it is running',
      };
  }
}

function nameOf(error: Error): string {
  const code = codeOf(error);
  return code === undefined ? error.name : `${error.name}: ${code}`;
}
