import type { Writable } from 'node:stream';
import pg from 'pg';
import pgCopyStreams from 'pg-copy-streams';

const NOTHING = Buffer.alloc(0);

/** A COPY under way. The connection serves nothing else until it has ended or was aborted. */
export interface CopyInto {
  /**
   * Sends whole or partial lines of COPY text; resolves when more may be sent. The bytes are not copied: they may not
   * change until then. Rejects once the COPY has failed, with what failed it.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves with the number of rows once the database has taken them all (they are visible at the commit). */
  end(): Promise<number>;
  /** Gives up: no row of this COPY remains. Everything pending rejects with the error; harmless once it has ended. */
  abort(error: Error): void;
}

/**
 * Starts COPY table (columns) FROM STDIN on the connection, inside the caller's transaction, from whose statement
 * timeout it is exempt: it lasts as long as the file takes to read.
 */
export function copyInto(client: pg.Client, table: string, columns: readonly string[]): CopyInto {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const copy = `COPY ${pg.escapeIdentifier(table)} (${names}) FROM STDIN`;
  const socket = client.connection.stream;
  const stream = client.query(pgCopyStreams.from(`SET LOCAL statement_timeout = 0; ${copy}`));

  let failure: Error | undefined;
  let rejectAll: (error: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    rejectAll = reject;
  });
  failed.catch(() => {}); // heard by whoever writes or ends; nobody may be doing so
  const fail = (error: Error) => {
    failure ??= error;
    rejectAll(failure);
  };
  stream.on('error', fail);

  let ended: Promise<number> | undefined;
  let last: Promise<void> = Promise.resolve();
  // One chunk at a time: what the stream held back would be sent after a failure, into a connection it has let go.
  const send = async (bytes: Uint8Array) => {
    if (failure) throw failure;
    if (bytes.length === 0) return;
    // A kernel that takes everything at once would let a loop of writes run without ever hearing the database's error.
    const taken = new Promise<void>(
      (resolve) => void stream.write(asBuffer(bytes), () => setImmediate(resolve)),
    );
    await Promise.race([failed, taken]);
    await Promise.race([failed, untilSent(socket)]);
  };
  const finish = async () => {
    await last;
    if (failure) throw failure;
    await Promise.race([failed, new Promise<void>((resolve) => void stream.end(resolve))]);
    return stream.rowCount;
  };
  return {
    write(bytes) {
      last = last.then(() => send(bytes));
      last.catch(() => {});
      return last;
    },
    end() {
      ended ??= finish();
      return ended;
    },
    abort(error) {
      if (failure || stream.writableFinished) return;
      fail(error);
      stream.destroy(error);
    },
  };
}

/** The stream says that it has taken a few bytes as soon as the socket keeps them: what is behind them tells more. */
function untilSent(socket: Writable): Promise<void> {
  if (socket.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => void socket.write(NOTHING, () => resolve()));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
