import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Database, openDatabase } from '../../src/database/open-database.ts';
import { type ApiClient, connectApi } from '../api-client.ts';
import { createTestDatabase } from '../database.ts';
import { startServerProcess } from '../server-process.ts';
import { ADMIN } from '../start-app.ts';

/** The built server as a process of its own, with a client logged in and its database at hand. */
export interface VisorServer extends AsyncDisposable {
  readonly url: string;
  readonly api: ApiClient;
  readonly database: Database;
}

export async function startServer(): Promise<VisorServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'importador-visor-'));
  const testDatabase = await createTestDatabase();
  const server = await startServerProcess(dataDir, { DATABASE_URL: testDatabase.url });
  const database = await openDatabase({
    url: testDatabase.url,
    poolSize: 2,
    log: pino({ level: 'silent' }),
  });
  const api = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  return {
    url: server.url,
    api,
    database,
    async [Symbol.asyncDispose]() {
      await api.close();
      await database[Symbol.asyncDispose]();
      await server.end('SIGTERM');
      await testDatabase.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
