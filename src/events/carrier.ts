/** What a carrier tells the process that opened it. */
export interface Receiver {
  /** Also for what this process sent itself. */
  receive(text: string): void;
  /** It receives from now on; what was sent before, and since it last did, may have been lost. */
  connected(): void;
}

/** Brings short texts to every process that shares the database. Every implementation passes changes.contract.ts. */
export interface Carrier extends AsyncDisposable {
  /** In this order. Rejects where they cannot be handed over now: they are lost then, and nobody waits for them. */
  send(texts: readonly string[]): Promise<void>;
}

/** Resolves though the other end is away: it goes on trying, and says when it is connected. */
export type OpenCarrier = (receiver: Receiver) => Promise<Carrier>;
