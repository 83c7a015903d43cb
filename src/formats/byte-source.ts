/** Bytes pulled, synchronously, into memory that the caller owns. */
export interface ByteSource extends Disposable {
  /**
   * Writes up to `length` bytes at `offset`; returns how many. Fewer than asked means that the end is near, 0 is the
   * end.
   */
  fill(target: Buffer, offset: number, length: number): number;
  /** Bytes of the file that stand behind what has been handed out: for progress. */
  consumed(): number;
}
