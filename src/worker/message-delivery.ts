import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { CONTROL, type ThreadMessage } from './messages.ts';

/**
 * Handles one message. What carried bytes is acknowledged when it resolves. Who needs the bytes no more, and knows that
 * nobody else does, gives them back: their memory then carries other bytes.
 */
export type OnMessage<Message> = (message: Message, giveBack: GiveBack) => Promise<void> | void;
export type GiveBack = (bytes: Uint8Array) => void;

export interface MessageDeliveryOptions<Message> {
  readonly port: MessagePort;
  /** The task's control: see CONTROL. */
  readonly slots: Int32Array;
  readonly onMessage: OnMessage<Message>;
  /** Called once, when onMessage has failed; later messages are only acknowledged. */
  readonly onFailure: () => void;
}

/** The main thread's end of a task: hands over its messages one by one and acknowledges what carried bytes. */
export class MessageDelivery<Message extends object = ThreadMessage> {
  readonly #options: MessageDeliveryOptions<Message>;
  #handled: Promise<void> = Promise.resolve();
  readonly #giveBack: GiveBack = ({ buffer }) => {
    if (buffer instanceof ArrayBuffer) this.#options.port.postMessage(buffer, [buffer]);
  };
  #failure: { readonly error: unknown } | undefined;
  #stopped = false;

  constructor(options: MessageDeliveryOptions<Message>) {
    this.#options = options;
    options.port.on('message', (message: Message) => this.#enqueue(message));
  }

  /** After the thread has ended: resolves when every message it posted is handled, rejects as onMessage did. */
  async finish(): Promise<void> {
    const { port } = this.#options;
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
      this.#enqueue(next.message);
    }
    await this.#handled;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Handles no further message; resolves when the one that is being handled is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#options.port.close();
    await this.#handled;
  }

  #enqueue(message: Message): void {
    this.#handled = this.#handled.then(() => this.#handle(message));
  }

  async #handle(message: Message): Promise<void> {
    const { slots, onMessage, onFailure } = this.#options;
    try {
      if (this.#failure === undefined && !this.#stopped) await onMessage(message, this.#giveBack);
    } catch (error) {
      this.#failure = { error };
      onFailure();
    }
    if (!('bytes' in message)) return;
    Atomics.add(slots, CONTROL.ACKNOWLEDGED, 1);
    Atomics.notify(slots, CONTROL.ACKNOWLEDGED);
  }
}
