import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type CsvRow, csvOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient } from './api-client.ts';
import type { TestApp } from './start-app.ts';

export type Row = Record<string, unknown>;

/** What tests of /exports ask, with this client's token unless told another. */
export function exportClient({ url, parts }: TestApp, { token: own }: Pick<ApiClient, 'token'>) {
  /** With no token at all for ''. */
  const ask = (path: string, token = own, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/exports/${path}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    });
  const begin = (path: string, token = own) => {
    const request = get(`${url}/exports/${path}`, { headers: { authorization: `Bearer ${token}` } });
    request.on('error', () => {});
    return request;
  };
  return {
    ask,
    begin,
    /** The answer as soon as its head is there, its body not yet read. */
    async open(path: string, token = own): Promise<IncomingMessage> {
      const [response] = (await once(begin(path, token), 'response')) as [IncomingMessage];
      return response;
    },
    async jsonRows(path: string, token = own): Promise<Row[]> {
      const text = await (await ask(path, token)).text();
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
    },
    /** How many moments of the database exports hold. */
    async connections(): Promise<number> {
      const { rows } = await parts.database.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'importador export' AND datname = current_database()`,
      );
      return rows[0]?.n ?? 0;
    },
  };
}

export async function readAll(response: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { body: Buffer.concat(chunks).toString(), trailers: response.trailers };
}

export function importRows(client: ApiClient, rows: readonly CsvRow[], words: Record<string, unknown>) {
  const all = { plantilla: 'claro-ar-detalle', errorPolicy: 'REJECT_ROWS', ...words };
  return client.importFile(all, csvOf(rows), { name: '=detalle.csv' });
}
