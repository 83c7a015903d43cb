import { connect, type Socket } from 'node:net';
import { uploadForm } from '../../api-client.ts';
import type { BillingFile } from './billing-file.ts';
import type { Door } from './follower.ts';

/** A request by hand, of which the client sends as much as it likes and whose answer it need not read. */
export interface RawRequest {
  /** Bytes of the body. */
  readonly bytes: number;
  /** Sends the body up to there; resolves once the system has taken it. */
  sendTo(bytes: number): Promise<void>;
  /** Gone without a word. */
  vanish(): void;
}

export async function rawUpload(door: Door, id: string, file: BillingFile): Promise<RawRequest> {
  return rawRequest(door, new Response(uploadForm(id, await file.bytes(), { name: file.name })));
}

export async function rawQuery(
  door: Door,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<RawRequest> {
  const headers = { 'content-type': 'application/json' };
  return rawRequest(door, new Response(JSON.stringify({ query, variables }), { headers }));
}

async function rawRequest({ graphqlUrl, token }: Door, content: Response): Promise<RawRequest> {
  const body = Buffer.from(await content.arrayBuffer());
  const { hostname, port, pathname } = new URL(graphqlUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  await write(
    socket,
    [
      `POST ${pathname} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${token}`,
      'x-graphql-yoga-csrf: 1',
      `content-type: ${content.headers.get('content-type')}`,
      `content-length: ${body.length}`,
      '',
      '',
    ].join('\r\n'),
  );
  let sent = 0;
  return {
    bytes: body.length,
    async sendTo(bytes) {
      await write(socket, body.subarray(sent, bytes));
      sent = bytes;
    },
    vanish: () => void socket.destroy(),
  };
}

/** Resolves as well where the other side is gone. */
function write(socket: Socket, bytes: Uint8Array | string): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}
