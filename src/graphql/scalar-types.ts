import type { UploadedFile } from './uploaded-file.ts';

/** What each scalar is in resolvers: as an argument (Input) and as an answer (Output). */
export type ScalarTypes = {
  ID: { Input: string; Output: string };
  DateTime: { Input: Date; Output: Date };
  LocalDateTime: { Input: string; Output: Date };
  Date: { Input: string; Output: Date | string };
  Periodo: { Input: string; Output: string };
  Decimal: { Input: string; Output: string };
  BigInt: { Input: bigint; Output: bigint };
  Upload: { Input: Promise<UploadedFile>; Output: never };
  URL: { Input: string; Output: string };
  JSON: { Input: unknown; Output: unknown };
};
