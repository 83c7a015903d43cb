import { checkPlantilla } from './catalog/check-plantilla/check-plantilla.ts';
import {
  PLANTILLA_HELP,
  parsePlantillaCommand,
  UsageError,
} from './catalog/check-plantilla/plantilla-command.ts';
import { readConfig } from './config.ts';

const DONE = 0;
const FAILED = 1;
/** What shells' own commands answer to a command line that they do not understand. */
const MISUSED = 2;

/** The command line for who writes plantillas: it needs no server and no database. */
async function main(args: readonly string[]): Promise<number> {
  const command = parsePlantillaCommand(args);
  if (command.kind === 'HELP') {
    process.stdout.write(PLANTILLA_HELP);
    return DONE;
  }
  const { text, ok } = await checkPlantilla(command, readConfig().readLimits);
  (ok ? process.stdout : process.stderr).write(text);
  return ok ? DONE : FAILED;
}

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${PLANTILLA_HELP}`);
    return MISUSED;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return FAILED;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
