export interface Receiver {
  /** Resolves once the message is dealt with: for an operation, once it has ended. */
  receive(message: string): Promise<void>;
  /** A second operation of an id that is in use. */
  refuse(id: string): void;
}

interface Operation {
  /** By the client. */
  isCompleted: boolean;
  /** The operation of the same id that the client has begun since. */
  next: string | undefined;
}

/**
 * Lets a client use an id again as soon as it has completed the operation of that id, as the protocol allows: graphql-ws
 * takes the end of the old one for the end of the new one. So the new one begins once the old one has let go. One message
 * at most waits for each id.
 */
export function operationsInTurn({ receive, refuse }: Receiver): (message: string) => Promise<void> {
  const operations = new Map<string, Operation>();
  return async (message) => {
    const { type, id } = headOf(message);
    const running = typeof id === 'string' ? operations.get(id) : undefined;
    if (type === 'subscribe' && typeof id === 'string') {
      if (!running) return run(id, message);
      if (!running.isCompleted || running.next !== undefined) return refuse(id);
      running.next = message;
      return;
    }
    if (type === 'complete' && running) {
      running.isCompleted = true;
      running.next = undefined;
    }
    return receive(message);
  };

  async function run(id: string, first: string): Promise<void> {
    for (let message: string | undefined = first; message !== undefined; ) {
      const operation: Operation = { isCompleted: false, next: undefined };
      operations.set(id, operation);
      await receive(message);
      message = operation.next;
    }
    operations.delete(id);
  }
}

/** Nothing where it is no message: the protocol's own reader says what is wrong with it. */
function headOf(message: string): { type?: unknown; id?: unknown } {
  try {
    const parsed: unknown = JSON.parse(message);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
