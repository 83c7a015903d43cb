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

/**
 * The command line for who writes plantillas: it needs no server and no database. Resolves with the exit
 * code.
 */
export async function runPlantilla(args: readonly string[], help: string = PLANTILLA_HELP): Promise<number> {
  try {
    const command = parsePlantillaCommand(args);
    if (command.kind === 'HELP') {
      process.stdout.write(help);
      return DONE;
    }
    const { text, ok } = await checkPlantilla(command, readConfig().readLimits);
    (ok ? process.stdout : process.stderr).write(text);
    return ok ? DONE : FAILED;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(error instanceof UsageError ? `${message}\n\n${help}` : `${message}\n`);
    return error instanceof UsageError ? MISUSED : FAILED;
  }
}
