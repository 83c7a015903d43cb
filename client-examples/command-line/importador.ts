#!/usr/bin/env node
/**
 * `npx importador`: one program whose commands are clients of the API, or the server and what belongs to it.
 */
import { readFileSync } from 'node:fs';
import type { Language } from '../import-file/language.ts';
import { type Environment, EXIT } from './command.ts';
import { COMMANDS, overview } from './commands.ts';
import { readLanguage } from './read-language.ts';
import { sayError } from './say-error.ts';
import { UsageError } from './usage-error.ts';

// Whoever reads a part of the output and goes away, such as head, breaks nothing.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

process.exitCode = await main(process.argv.slice(2), process.env);

async function main(given: readonly string[], environment: Environment): Promise<number> {
  let language: Language = 'es';
  try {
    const spoken = readLanguage(given, environment);
    language = spoken.language;
    return await run(spoken.args, language, environment);
  } catch (error) {
    process.stderr.write(`${sayError(error, language)}\n`);
    if (!(error instanceof UsageError)) return EXIT.failed;
    process.stderr.write(`${seeHelp(given, language)}\n`);
    return EXIT.misused;
  }
}

async function run(args: readonly string[], language: Language, environment: Environment): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--version') return say(`${version()}\n`);
  const asksForHelp = first === 'help' || first === '--help' || first === '-h';
  const name = asksForHelp ? rest[0] : first;
  if (name === undefined) {
    if (asksForHelp) return say(overview(language));
    process.stderr.write(overview(language));
    return EXIT.misused;
  }
  const command = COMMANDS.get(name);
  if (!command) throw new UsageError(unknown(name, language));
  if (asksForHelp || rest.includes('--help') || rest.includes('-h')) return say(command.help[language]);
  return command.run(rest, { language, environment });
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.done;
}

function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function unknown(name: string, language: Language): string {
  const names = [...COMMANDS.keys()].join(', ');
  return language === 'es'
    ? `"${name}" no es una orden; hay: ${names}`
    : `"${name}" is no command; there are: ${names}`;
}

function seeHelp(given: readonly string[], language: Language): string {
  const name = given.find((arg) => COMMANDS.has(arg));
  const line = name === undefined ? 'npx importador --help' : `npx importador ${name} --help`;
  return language === 'es' ? `Vea: ${line}` : `See: ${line}`;
}
