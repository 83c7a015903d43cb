import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import {
  ADMIN_HELP,
  type AdminCommand,
  adminLanguage,
  parseAdminCommand,
  UsageError,
} from './access/admin-command.ts';
import { runAdminCommand } from './access/run-admin-command.ts';
import { type Config, readConfig } from './config.ts';
import { startEmbedded } from './database/embedded-postgres.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open-database.ts';
import { ImportadorError } from './domain/errors.ts';
import type { Language } from './domain/message.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const DONE = 0;
const FAILED = 1;
/** What shells' own commands answer to a command line that they do not understand. */
const MISUSED = 2;

/**
 * The command line for who runs the server: empresas and their usuarios. It works beside a running server and without.
 * Resolves with the exit code; `given` is shown to whoever asks for help or is not understood.
 */
export async function runAdmin(args: readonly string[], given?: string): Promise<number> {
  const language = adminLanguage(args);
  const help = given ?? ADMIN_HELP[language];
  try {
    const command = parseAdminCommand(args);
    process.stdout.write(command.kind === 'HELP' ? help : await onDatabase(command, readConfig(), language));
    return DONE;
  } catch (error) {
    return explain(error, help, language);
  }
}

async function onDatabase(command: AdminCommand, config: Config, language: Language): Promise<string> {
  const log = pino({ level: config.logLevel });
  await using server = await databaseServer(config);
  const { url } = server;
  await migrate(url, MIGRATIONS);
  await using database = await openDatabase({ url, poolSize: 2, log });
  return await runAdminCommand({ database }, command, { contrasena: config.adminContrasena, language });
}

/** The one that the server uses: given, or started or attached to, and then let go of at the end. */
async function databaseServer(config: Config): Promise<{ readonly url: string } & AsyncDisposable> {
  if (config.databaseUrl) return { url: config.databaseUrl, [Symbol.asyncDispose]: async () => {} };
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  return startEmbedded(join(config.dataDir, 'postgres'), { searchPath: config.searchPath });
}

function explain(error: unknown, help: string, language: Language): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.text[language]}\n\n${help}`);
    return MISUSED;
  }
  if (error instanceof ImportadorError) {
    process.stderr.write(`${error.text[language]}\n`);
    return FAILED;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof Error && error.cause instanceof Error) {
    const because = language === 'es' ? 'porque' : 'because';
    process.stderr.write(`  ${because}: ${error.cause.message}\n`);
  }
  return FAILED;
}
