import type { Language } from '../import-file/language.ts';
import { cancelCommand } from './cancel-command.ts';
import type { Command } from './command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { listCommand } from './list-command.ts';
import { adminCommand, doctorCommand, plantillaCommand, serveCommand } from './server-commands.ts';
import { watchCommand } from './watch-command.ts';

/** In the order in which the help lists them. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['serve', serveCommand],
  ['doctor', doctorCommand],
  ['import', importCommand],
  ['watch', watchCommand],
  ['ls', listCommand],
  ['export', exportCommand],
  ['cancel', cancelCommand],
  ['plantilla', plantillaCommand],
  ['admin', adminCommand],
]);

const NAME_WIDTH = 11;

/** What there is. */
export function overview(language: Language): string {
  const list = [...COMMANDS].map(
    ([name, { summary }]) => `  ${name.padEnd(NAME_WIDTH)}${summary[language]}\n`,
  );
  return language === 'es'
    ? `Uso: npx importador ORDEN [opciones]\n\n${list.join('')}\n  "npx importador ORDEN --help" explica cada una; --lang en: in English; --version: la versión.\n`
    : `Usage: npx importador COMMAND [options]\n\n${list.join('')}\n  "npx importador COMMAND --help" explains each; --lang es: en español; --version: the version.\n`;
}
