import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface ProxyOptions {
  /** The address to listen on. Left out: this machine only. */
  readonly host?: string;
  /** Sees what a client sends before it is passed on. */
  readonly onSent?: (bytes: Uint8Array, connection: ProxiedConnection) => void;
}

export interface ProxiedConnection {
  /** What the client sends still arrives; it hears nothing more, and its connection breaks a moment later. */
  loseAnswers(): void;
}

/**
 * A way to a server that can go dark, where connections stay open and nothing passes, as behind a firewall that forgot
 * them, or be cut.
 */
export interface SilentProxy extends AsyncDisposable {
  readonly port: number;
  /** What is open from now on passes nothing any more, for good. */
  silence(): void;
  /** What is open breaks, and so does what comes, until it is mended. */
  cut(): void;
  mend(): void;
}

/** Between what was sent last and the end of a connection that is to lose the answer to it. */
const LOSE_MS = 500;

export async function startSilentProxy(
  target: { host: string; port: number },
  { host = '127.0.0.1', onSent }: ProxyOptions = {},
): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(target);
    const connection: ProxiedConnection = {
      loseAnswers() {
        far.unpipe(near);
        far.resume();
        setTimeout(() => near.destroy(), LOSE_MS);
      },
    };
    if (onSent) near.on('data', (bytes: Buffer) => onSent(bytes, connection));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.removeAllListeners('close');
        socket.pause();
      }
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
