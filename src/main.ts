import { pino } from 'pino';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';

/** The process: read the environment, start, listen until a signal asks to stop, end. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel });
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  await using app = await createApp(config, log);
  if (app.firstAdministrator?.generatedContrasena) announce(app.firstAdministrator);
  log.info({ url: `${app.url}/graphql` }, 'listening');
  log.info({ signal: await stop }, 'stopping');
}

/** Shown once, on the terminal and not in the log: nobody can find it out later. */
function announce({ usuario, generatedContrasena }: { usuario: string; generatedContrasena?: string }): void {
  process.stderr.write(
    `\n  First administrator, shown only this once:\n    usuario     ${usuario}\n    contraseña  ${generatedContrasena}\n\n`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `importador could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  if (error instanceof Error && error.cause instanceof Error)
    process.stderr.write(`  because: ${error.cause.message}\n`);
  process.exitCode = 1;
}
