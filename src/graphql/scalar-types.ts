import type { UploadedFile } from './uploaded-file.ts';

/** What each scalar is in resolvers: as an argument (Input) and as an answer (Output). */
export type ScalarTypes = {
  ID: { Input: string; Output: string };
