import { fileURLToPath } from 'node:url';
import { type Config, readConfig } from './config.ts';
import { type Check, type Finding, fine, wrong } from './doctor/check.ts';
import { checkDataFolder } from './doctor/check-data-folder.ts';
import { checkDatabase } from './doctor/check-database.ts';
import { checkEmbedded } from './doctor/check-embedded.ts';
import { checkNode } from './doctor/check-node.ts';
import { checkPort } from './doctor/check-port.ts';
import { checkRedis } from './doctor/check-redis.ts';
import { checkStorage } from './doctor/check-storage.ts';
import { type Language, message } from './domain/message.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const NAME_WIDTH = 24;

export interface DoctorOptions {
  readonly language: Language;
  /** One object a line, for scripts. */
  readonly json: boolean;
}

/**
 * Says of everything that the server needs whether it is in order; resolves with 0 where all is, else with 1.
 */
export async function runDoctor({ language, json }: DoctorOptions): Promise<number> {
  let allFine = true;
  for (const check of checks()) {
    const finding = await check.find();
    allFine &&= finding.ok;
    process.stdout.write(`${json ? asJson(check, finding, language) : asText(check, finding, language)}\n`);
  }
  if (!json) process.stdout.write(`${verdict(allFine)[language]}\n`);
  return allFine ? 0 : 1;
}

/** What depends on settings is left out where these do not do. */
function checks(): Check[] {
  const read = readSettings();
  const settled = [checkNode(), configurationCheck(read)];
  if ('error' in read) return settled;
  const { config } = read;
  return [
    ...settled,
    checkDataFolder(config),
    checkEmbedded(config),
    checkDatabase({ ...config, migrations: MIGRATIONS }),
    checkStorage(config),
    checkRedis(config),
    checkPort(config),
  ];
}

type Settings = { readonly config: Config } | { readonly error: string };

function readSettings(): Settings {
  try {
    return { config: readConfig() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function configurationCheck(read: Settings): Check {
  return {
    code: 'CONFIGURATION',
    name: message('Configuración', 'Configuration'),
    async find() {
      if ('config' in read)
        return fine('las variables de entorno sirven', 'the variables of the environment do');
      return wrong(
        message(read.error, read.error),
        message(
          'corríjalas y repita: lo demás depende de ellas',
          'mend them and try again: the rest depends on them',
        ),
      );
    },
  };
}

function asText({ name }: Check, finding: Finding, language: Language): string {
  const line = `${finding.ok ? '✓' : '✗'} ${name[language].padEnd(NAME_WIDTH)}${finding.says[language]}`;
  return finding.ok ? line : `${line}\n  ${' '.repeat(NAME_WIDTH)}→ ${finding.todo[language]}`;
}

function asJson({ code }: Check, finding: Finding, language: Language): string {
  const { ok, says } = finding;
  return JSON.stringify({
    check: code,
    ok,
    message: says[language],
    ...(ok ? {} : { todo: finding.todo[language] }),
  });
}

function verdict(allFine: boolean) {
  return allFine
    ? message('Todo está en orden.', 'All is in order.')
    : message(
        'Algo no está en orden: vea las líneas con ✗.',
        'Something is not in order: see the lines with ✗.',
      );
}
