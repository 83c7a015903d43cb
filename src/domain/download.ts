/** What a download's address may lead to. */
export const DOWNLOAD_KINDS = ['REJECTED_ROWS', 'SAMPLE_FILE'] as const;
export type DownloadKind = (typeof DOWNLOAD_KINDS)[number];

/** A file that is made, or read, while it is sent. */
export interface DownloadFile {
  /** As the client is to save it. */
  readonly name: string;
  readonly contentType: string;
  /** Left out where the size is known only at the end. */
  readonly bytes?: number;
  /** Read once, as fast as the client takes it; left early where the client leaves, which must end all work for it. */
  readonly content: AsyncIterable<Uint8Array>;
}
