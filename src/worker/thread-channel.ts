import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { newMemory } from '../plantillas/output/batch-memory.ts';
import { Canceled } from './canceled.ts';
import { CONTROL, type Counters, MAX_UNACKNOWLEDGED, type ThreadMessage } from './messages.ts';

/** Wakes the thread to look at CANCEL even if nobody notifies it. */
const WAIT_MS = 100;

type BytesKind = Extract<ThreadMessage, { readonly bytes: Uint8Array }>['kind'];

/** The thread's end of a task: posts, never runs further ahead than the main thread allows, and hears of CANCEL. */
export class ThreadChannel<Message = ThreadMessage> {
  readonly #port: MessagePort;
  readonly #control: Int32Array;
  #posted = 0;

  constructor(port: MessagePort, control: SharedArrayBuffer) {
    this.#port = port;
    this.#control = new Int32Array(control);
    Atomics.add(this.#control, CONTROL.PROGRESS, 1);
  }

  post(message: Exclude<Message, { readonly bytes: Uint8Array }>): void {
    this.#port.postMessage(message);
  }

  /** Gives the buffer away once fewer than MAX_UNACKNOWLEDGED are on their way. Throws Canceled. */
  send(kind: BytesKind, bytes: Uint8Array, counters: Counters): void {
    this.#give<Extract<ThreadMessage, { readonly bytes: Uint8Array }>>({ kind, bytes, counters });
  }

  /** The same for a message of another kind of task. */
  give(message: Extract<Message, { readonly bytes: Uint8Array }>): void {
    this.#give(message);
  }

  /** For so many bytes at least: what the main thread has given back, or new. */
  memory(bytes: number): ArrayBuffer {
    const back: unknown = receiveMessageOnPort(this.#port)?.message;
    return back instanceof ArrayBuffer && back.byteLength >= bytes ? back : newMemory(bytes);
  }

  throwIfCanceled(): void {
    if (Atomics.load(this.#control, CONTROL.CANCEL) !== 0) throw new Canceled();
  }

  /** To be called whenever the reading gets on. Throws Canceled. */
  getOn(): void {
    Atomics.add(this.#control, CONTROL.PROGRESS, 1);
    this.throwIfCanceled();
  }

  #give<Given extends { readonly bytes: Uint8Array }>(message: Given): void {
    this.#waitForRoom();
    this.#posted++;
    this.#port.postMessage(message, [message.bytes.buffer as ArrayBuffer]);
  }

  #waitForRoom(): void {
    for (;;) {
      this.getOn();
      const acknowledged = Atomics.load(this.#control, CONTROL.ACKNOWLEDGED);
      if (this.#posted - acknowledged < MAX_UNACKNOWLEDGED) return;
      Atomics.wait(this.#control, CONTROL.ACKNOWLEDGED, acknowledged, WAIT_MS);
    }
  }
}
