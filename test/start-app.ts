import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { createApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { ImportParts } from '../src/imports/parts.ts';
import { type ApiClient, connectApi } from './api-client.ts';
import { createTestDatabase } from './database.ts';

export const ADMIN = { usuario: 'admin', contrasena: 'una contraseña de prueba' };

/** A whole server on a free port, with a database and a data folder of its own. */
export interface TestApp extends AsyncDisposable {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly dataDir: string;
  readonly parts: ImportParts;
  /** Logs in; the first administrator unless told otherwise. */
  login(usuario?: string, contrasena?: string): Promise<ApiClient>;
}

export async function startApp(
  overrides: Partial<Config> = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'importador-test-'));
  const database = await createTestDatabase();
  const config: Config = {
    ...readConfig({}),
    port: 0,
    dataDir,
    databaseUrl: database.url,
    adminUsuario: ADMIN.usuario,
    adminContrasena: ADMIN.contrasena,
    drainMs: 0,
    logLevel: 'silent',
    ...overrides,
  };
  const app = await createApp(config, log);
  const graphqlUrl = `${app.url}/graphql`;
  return {
    url: app.url,
    graphqlUrl,
    dataDir,
    parts: app.parts,
    login: (usuario = ADMIN.usuario, contrasena = ADMIN.contrasena) =>
      connectApi(graphqlUrl, usuario, contrasena),
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
