import type { ByteSource } from './byte-source.ts';

const WINDOW_BYTES = 256 * 1024;
/** NUL bytes kept behind the content: no text has any, so loops that look a few bytes ahead stop there by themselves. */
const SLACK_BYTES = 64;

/** A piece of a long text that moves along it in one reused buffer, and grows only for a token that does not fit. */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(WINDOW_BYTES + SLACK_BYTES);
  /** bytes[0, have) is content. */
  have = 0;
  /** Nothing follows behind `have`; the source's size and checksum have been found right. */
  ended = false;
  readonly #source: ByteSource;
  readonly #maxBytes: number;
  readonly #tooLong: () => Error;

  constructor(source: ByteSource, maxBytes: number, tooLong: () => Error) {
    this.#source = source;
    this.#maxBytes = maxBytes;
    this.#tooLong = tooLong;
  }

  /** Drops the first `used` bytes and reads on. */
  advance(used: number): void {
    if (used > 0) this.bytes.copyWithin(0, used, this.have);
    this.have -= used;
    if (!this.ended) this.#fill();
    this.bytes.fill(0, this.have, this.have + SLACK_BYTES);
  }

  #fill(): void {
    if (this.have + SLACK_BYTES === this.bytes.length) this.#grow();
    const room = this.bytes.length - SLACK_BYTES - this.have;
    const got = this.#source.fill(this.bytes, this.have, room);
    this.have += got;
    this.ended = got < room;
  }

  #grow(): void {
    if (this.have >= this.#maxBytes) throw this.#tooLong();
    const larger = Buffer.alloc(Math.min(2 * this.have, this.#maxBytes) + SLACK_BYTES);
    this.bytes.copy(larger, 0, 0, this.have);
    this.bytes = larger;
  }
}
