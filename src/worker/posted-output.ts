import { Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { WrittenMessage } from './written-messages.ts';

/** Hands a file over piece by piece, the next once the last is taken. */
export class PostedOutput extends Writable {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const taken = ({ kind }: { readonly kind: string }): void => {
      if (kind !== 'more') return;
      this.#port.off('message', taken);
      done();
    };
    this.#port.on('message', taken);
    // A copy that owns its buffer: it is given away.
    const bytes = new Uint8Array(chunk);
    this.#port.postMessage({ kind: 'bytes', bytes } satisfies WrittenMessage, [bytes.buffer]);
  }
}
