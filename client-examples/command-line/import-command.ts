import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { ApiClient } from '../client/api-client.ts';
import { uploadBillingFile } from '../client/upload-billing-file.ts';
import {
  type Choice,
  chooseInCascade,
  NoSuchChoiceError,
  type WantedChoice,
} from '../import-file/choose-in-cascade.ts';
import type { Language, Words } from '../import-file/language.ts';
import { progressDisplay } from '../import-file/progress-display.ts';
import { scheduleImport } from '../import-file/schedule-import.ts';
import { watchProgress } from '../import-file/watch-progress.ts';
import { deleteImport } from '../watch-imports/delete-import.ts';
import { printable } from '../watch-imports/printable.ts';
import { type Command, type Context, EXIT } from './command.ts';
import { CONNECTION_HELP, CONNECTION_OPTIONS, connect } from './connect.ts';
import { InterruptedError, type Interruption, interruption } from './interruption.ts';
import { need, readArgs, takeNames } from './read-args.ts';
import { howToGoOn, reportOutcome } from './report-outcome.ts';
import { UsageError } from './usage-error.ts';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  operador: { type: 'string' },
  plantilla: { type: 'string' },
  periodo: { type: 'string' },
  'tipo-archivo': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const importCommand: Command = {
  summary: { es: 'Importa un archivo y muestra el avance', en: 'Imports a file and shows how far it is' },
  help: {
    es: `Uso: npx importador import ARCHIVO --operador OPERADOR --plantilla PLANTILLA --periodo AAAA-MM [opciones]

  Los pasos de la guía: programa la importación para ahora, sube el archivo y muestra el avance en vivo hasta el
  final. El avance va a la salida de errores; el resultado, a la salida.

  --operador OPERADOR  código o nombre
  --plantilla PLANT.   código o nombre; vigente en el periodo
  --periodo AAAA-MM    el mes de la factura
  --tipo-archivo TIPO  código o nombre; puede faltar si la plantilla tiene uno solo
  --json               el resultado como JSON, en una línea
${CONNECTION_HELP.es}
  Ctrl-C hasta que esté subido retira la importación; después, la importación sigue en el servidor.
  Termina con 0: importado, quizá con observaciones. 1: falló o se rechazó. 2: la orden no se entiende. 130: Ctrl-C.

  npx importador import detalle.xlsx --usuario ana --operador movistar-mx --plantilla movistar-mx-conceptos --periodo 2026-09
`,
    en: `Usage: npx importador import FILE --operador OPERADOR --plantilla PLANTILLA --periodo YYYY-MM [options]

  The guide's steps: schedules the import for now, uploads the file and shows its progress live to the end. The
  progress goes to standard error, the outcome to standard output.

  --operador OPERADOR  code or name
  --plantilla PLANT.   code or name; in force in the periodo
  --periodo YYYY-MM    the bill's month
  --tipo-archivo TIPO  code or name; may be left out where the plantilla has only one
  --json               the outcome as JSON, in one line
${CONNECTION_HELP.en}
  Ctrl-C until it is uploaded takes the import back; afterwards the import goes on at the server.
  Ends with 0: imported, perhaps with issues. 1: failed or refused. 2: the command is not understood. 130: Ctrl-C.

  npx importador import detalle.xlsx --usuario ana --operador movistar-mx --plantilla movistar-mx-conceptos --periodo 2026-09
`,
  },
  async run(args, context) {
    const { values, positionals } = readArgs(args, OPTIONS, context.language);
    const { language } = context;
    const [path = ''] = takeNames(positionals, [language === 'es' ? 'ARCHIVO' : 'FILE'], language);
    const wanted = {
      operador: need('operador', values.operador, 'movistar-mx', language),
      plantilla: need('plantilla', values.plantilla, 'movistar-mx-conceptos', language),
      periodo: readPeriodo(need('periodo', values.periodo, '2026-09', language), language),
      tipoArchivo: values['tipo-archivo'],
      language,
    };
    await checkFile(path, language);
    const { client } = await connect(values, context, { readsOnly: false });
    await using _open = client;
    return await importFile(client, { path, wanted, json: values.json }, context);
  },
};

interface Order {
  readonly path: string;
  readonly wanted: WantedChoice;
  readonly json: boolean;
}

async function importFile(client: ApiClient, order: Order, { language }: Context): Promise<number> {
  const { wanted, path, json } = order;
  using stop = interruption();
  const choice = await choose(client, wanted, stop);
  const scheduled = choice && (await schedule(client, choice, wanted, stop));
  if (!scheduled) return EXIT.interrupted;
  const { operador, plantilla, tipoArchivo } = choice;
  const title = language === 'es' ? 'Importación n.º' : 'Import';
  const names = [operador.name, plantilla.name, wanted.periodo, tipoArchivo.name].map(printable);
  process.stderr.write(`${title} ${scheduled.number}: ${names.join(' → ')}\n`);
  const arrived = await followToTheEnd(client, { ...scheduled, path }, stop, language);
  if (arrived) return reportOutcome(client, scheduled.id, { language, json });
  return EXIT.interrupted;
}

/** Undefined where somebody asked to stop. */
async function choose(
  client: ApiClient,
  wanted: WantedChoice,
  stop: Interruption,
): Promise<Choice | undefined> {
  try {
    return await chooseInCascade(client, wanted, stop.signal);
  } catch (error) {
    if (wasStopped(error, stop)) return undefined;
    throw error instanceof NoSuchChoiceError ? new UsageError(error.message) : error;
  }
}

/** Undefined where somebody asked to stop: it is taken back then, for which its number has to be known. */
async function schedule(
  client: ApiClient,
  choice: Choice,
  { periodo, language }: WantedChoice,
  stop: Interruption,
): Promise<Scheduled | undefined> {
  const scheduling = scheduleImport(client, choice, periodo);
  try {
    return await Promise.race([scheduling, stop.promise]);
  } catch (error) {
    if (!wasStopped(error, stop)) throw error;
    process.stderr.write(TAKING_BACK[language]);
    await takeBack(client, await scheduling, language);
    return undefined;
  }
}

const TAKING_BACK: Words = {
  es: 'La importación se retira en cuanto el servidor responda; otro Ctrl-C no lo espera.\n',
  en: 'The import is taken back once the server answers; another Ctrl-C does not wait for it.\n',
};

interface Scheduled {
  readonly id: string;
  readonly number: number;
}

interface Sent extends Scheduled {
  readonly path: string;
}

/**
 * True once the import has ended; false where somebody stopped waiting for it. Throws where the file is
 * refused.
 */
async function followToTheEnd(
  client: ApiClient,
  sent: Sent,
  stop: Interruption,
  language: Language,
): Promise<boolean> {
  const following = new AbortController();
  using display = progressDisplay(process.stderr, language);
  const watched = watchProgress(client, sent.id, display.show, following.signal);
  watched.catch(() => {}); // told below, unless the upload fails before
  let uploaded = false;
  try {
    await Promise.race([
      uploadBillingFile(client, { importId: sent.id, path: sent.path, signal: stop.signal }),
      stop.promise,
    ]);
    uploaded = true;
    await Promise.race([watched, stop.promise]);
    return true;
  } catch (error) {
    following.abort();
    display[Symbol.dispose]();
    if (uploaded) process.stderr.write(howToGoOn(sent.number, language));
    else await takeBack(client, sent, language);
    if (!wasStopped(error, stop)) throw error;
    return false;
  }
}

function wasStopped(error: unknown, { signal }: Interruption): boolean {
  return error instanceof InterruptedError || signal.aborted;
}

/** An import whose file never came would wait for it for ever. */
async function takeBack(client: ApiClient, { id, number }: Scheduled, language: Language): Promise<void> {
  try {
    await deleteImport(client, id);
    process.stderr.write(
      language === 'es'
        ? `La importación n.º ${number} se retiró: no llegó ningún archivo.\n`
        : `Import ${number} was taken back: no file arrived.\n`,
    );
  } catch {
    process.stderr.write(howToGoOn(number, language));
  }
}

function readPeriodo(text: string, language: Language): string {
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) return text;
  throw new UsageError(
    language === 'es'
      ? `--periodo "${text}" no es un mes; se espera AAAA-MM, como 2026-09`
      : `--periodo "${text}" is no month; expected YYYY-MM, like 2026-09`,
  );
}

/** Before anything is made at the server. */
async function checkFile(path: string, language: Language): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isFile()) return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      language === 'es'
        ? `El archivo "${printable(path)}" no se puede leer (${code}); se espera la ruta de un archivo de facturación`
        : `The file "${printable(path)}" cannot be read (${code}); expected the path of a billing file`,
      { cause: error },
    );
  }
  throw new UsageError(
    language === 'es' ? `"${printable(path)}" no es un archivo` : `"${printable(path)}" is no file`,
  );
}
