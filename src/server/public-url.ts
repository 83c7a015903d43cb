import type { IncomingMessage } from 'node:http';
import type { ServerSettings } from './settings.ts';

const HOST = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * Where the client reaches this server, without a slash at its end: as the settings say, else as the request names it,
 * behind a proxy as that one tells.
 */
export function publicUrlOf(
  request: IncomingMessage,
  { publicUrl, trustProxy }: Pick<ServerSettings, 'publicUrl' | 'trustProxy'>,
): string {
  if (publicUrl !== undefined) return publicUrl;
  const forwarded = (name: string) => (trustProxy ? lastOf(request.headers[name]) : undefined);
  const scheme = forwarded('x-forwarded-proto')?.toLowerCase() === 'https' ? 'https' : 'http';
  const host = [forwarded('x-forwarded-host'), request.headers.host].find((each) => each && HOST.test(each));
  return `${scheme}://${host ?? ownAddress(request)}`;
}

/** Of several, the one that the nearest proxy wrote. */
function lastOf(header: string | string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header).split(',').at(-1)?.trim();
}

function ownAddress({ socket }: IncomingMessage): string {
  const { localAddress = '127.0.0.1', localPort } = socket;
  const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress;
  return localPort === undefined ? host : `${host}:${localPort}`;
}
