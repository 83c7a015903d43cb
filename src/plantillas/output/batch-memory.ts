/** Where batches get their memory: at least so many bytes, whatever stands in them, which nobody else looks at. */
export type BatchMemory = (bytes: number) => ArrayBuffer;

/** Memory that is used once. */
export function newMemory(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer;
}
