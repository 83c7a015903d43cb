import type { ApiClient } from '../client/api-client.ts';
import type { Language } from '../import-file/language.ts';
import { progressDisplay } from '../import-file/progress-display.ts';
import { watchProgress } from '../import-file/watch-progress.ts';
import { runViewer } from '../watch-imports/run-viewer.ts';
import { type Command, type Context, EXIT } from './command.ts';
import { CONNECTION_HELP, CONNECTION_OPTIONS, type ConnectionOptions, connect } from './connect.ts';
import { findImport, readNumber } from './find-import.ts';
import { InterruptedError, interruption } from './interruption.ts';
import { readArgs, takeNames } from './read-args.ts';
import { ESTADOS, readEstado } from './read-estado.ts';
import { howToGoOn, reportOutcome } from './report-outcome.ts';
import { UsageError } from './usage-error.ts';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  estado: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const watchCommand: Command = {
  summary: {
    es: 'El Visor de Tareas en la terminal, o el avance de una importación',
    en: 'The Visor de Tareas in the terminal, or the progress of one import',
  },
  help: {
    es: `Uso: npx importador watch [NÚMERO] [opciones]

  Sin número: el Visor de Tareas en vivo, en la terminal; 1–5 elige el estado, d elimina una pendiente, q sale.
  Con número: el avance de esa importación hasta su final.

  --estado ESTADO      con qué empieza el visor: ${ESTADOS.join(' | ')}
  --json               con número: el resultado como JSON, en una línea
${CONNECTION_HELP.es}
  Termina con 0: hecho; con número, importado. 1: no se pudo; con número, falló o se canceló. 2: la orden no se
  entiende. 130: Ctrl-C; la importación sigue.

  npx importador watch 12 --usuario ana
`,
    en: `Usage: npx importador watch [NUMBER] [options]

  Without a number: the Visor de Tareas live in the terminal, in the screen's Spanish words; 1–5 choose the estado,
  d deletes a pending one, q quits. With a number: the progress of that import to its end.

  --estado ESTADO      what the viewer begins with: ${ESTADOS.join(' | ')}
  --json               with a number: the outcome as JSON, in one line
${CONNECTION_HELP.en}
  Ends with 0: done; with a number: imported. 1: it was not possible; with a number: failed or canceled. 2: the
  command is not understood. 130: Ctrl-C; the import goes on.

  npx importador watch 12 --usuario ana
`,
  },
  async run(args, context) {
    const { language } = context;
    const { values, positionals } = readArgs(args, OPTIONS, language);
    const estado = readEstado(values.estado, language);
    if (positionals.length === 0) {
      await watchAll(values, estado, context);
      return EXIT.done;
    }
    const [text = ''] = takeNames(positionals, ['N'], language);
    const number = readNumber(text, language);
    const { client } = await connect(values, context, { readsOnly: true });
    await using _open = client;
    return await watchOne(client, number, { language, json: values.json });
  },
};

async function watchAll(
  options: ConnectionOptions,
  estado: ReturnType<typeof readEstado>,
  context: Context,
): Promise<void> {
  const { stdin: input, stdout: output } = process;
  if (!(input.isTTY && output.isTTY))
    throw new UsageError(
      context.language === 'es'
        ? 'El visor necesita una terminal; la lista como es ahora la imprime "npx importador ls"'
        : 'The viewer needs a terminal; "npx importador ls" prints the list as it is now',
    );
  let tell: (up: boolean) => void = () => {};
  const { client, usuario } = await connect(options, context, {
    readsOnly: true,
    retries: Number.POSITIVE_INFINITY,
    onConnection: (up) => tell(up),
  });
  await using _open = client;
  const onConnection = (listener: (up: boolean) => void) => {
    tell = listener;
  };
  await runViewer({ client, usuario, input, output, onConnection }, estado);
}

async function watchOne(
  client: ApiClient,
  number: number,
  show: { readonly language: Language; readonly json: boolean },
): Promise<number> {
  const { id } = await findImport(client, number, show.language);
  using stop = interruption();
  using display = progressDisplay(process.stderr, show.language);
  try {
    await Promise.race([watchProgress(client, id, display.show, stop.signal), stop.promise]);
  } catch (error) {
    display[Symbol.dispose]();
    process.stderr.write(howToGoOn(number, show.language));
    if (!(error instanceof InterruptedError)) throw error;
    return EXIT.interrupted;
  }
  display[Symbol.dispose]();
  return reportOutcome(client, id, show);
}
