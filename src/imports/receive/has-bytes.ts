import { createHash } from 'node:crypto';

/** Whether the stream holds exactly these bytes. Reads no further than the first byte too many, and keeps nothing. */
export async function hasBytes(
  stream: AsyncIterable<Uint8Array>,
  expected: { readonly bytes: number; readonly sha256: string },
): Promise<boolean> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > expected.bytes) return false;
    hash.update(chunk);
  }
  return bytes === expected.bytes && hash.digest('hex') === expected.sha256;
}
