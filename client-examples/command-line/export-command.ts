import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiClient } from '../client/api-client.ts';
import { ApiError } from '../client/api-error.ts';
import type { Language } from '../import-file/language.ts';
import { printable } from '../watch-imports/printable.ts';
import { type Command, EXIT } from './command.ts';
import { CONNECTION_HELP, CONNECTION_OPTIONS, connect } from './connect.ts';
import { type Interruption, interruption } from './interruption.ts';
import { readArgs, takeNames } from './read-args.ts';
import { UsageError } from './usage-error.ts';

const text = { type: 'string' } as const;
/** As the addresses name them, but for the capitals: --tipo-archivo is tipoArchivo there. */
const FILTERS = {
  periodo: text,
  'periodo-from': text,
  'periodo-to': text,
  operador: text,
  plantilla: text,
  'tipo-archivo': text,
  estado: text,
  outcome: text,
  'import-id': text,
  from: text,
  to: text,
  'sequence-after': text,
  concept: text,
  linea: text,
  severity: text,
  code: text,
  after: text,
  limit: text,
} as const;
const OPTIONS = { ...CONNECTION_OPTIONS, ...FILTERS, format: text, output: text } as const;
const DEFAULT_FORMAT = 'csv';

export const exportCommand: Command = {
  summary: {
    es: 'Exporta importaciones, cargos u observaciones como tabla',
    en: 'Exports imports, charges or issues as a table',
  },
  help: {
    es: `Uso: npx importador export imports|charges|issues [filtros] [opciones]

  Escribe la tabla en la salida, o en un archivo, que solo aparece si llegó entera. Columnas y filtros: docs/bi.md.

  --output ARCHIVO     dónde; si falta, la salida
  --format FORMATO     csv, ndjson, xlsx o parquet; si falta, el final de ARCHIVO, y si no, csv
  --periodo AAAA-MM    y --periodo-from, --periodo-to
  --operador CÓDIGO    y --plantilla, --tipo-archivo, --estado, --outcome, --import-id; varios se separan con comas
  --from, --to         terminadas desde y antes de una fecha: 2026-09-30
  --sequence-after N   importaciones que cambiaron desde entonces
  --concept, --linea   de charges; --severity, --code: de issues
  --after CURSOR       solo lo que sigue a esa fila; --limit N: cuántas filas como máximo
${CONNECTION_HELP.es}
  Termina con 0: la tabla está entera. 1: no se pudo, o se cortó. 2: la orden no se entiende. 130: Ctrl-C.

  npx importador export charges --usuario ana --periodo 2026-09 --output cargos.csv
`,
    en: `Usage: npx importador export imports|charges|issues [filters] [options]

  Writes the table to standard output, or to a file, which is there only once it is whole. Columns and filters:
  docs/bi.md.

  --output FILE        where to; if left out standard output
  --format FORMAT      csv, ndjson, xlsx or parquet; if left out the ending of FILE, else csv
  --periodo YYYY-MM    and --periodo-from, --periodo-to
  --operador CODE      and --plantilla, --tipo-archivo, --estado, --outcome, --import-id; several with commas
  --from, --to         ended at or after, and before a date: 2026-09-30
  --sequence-after N   imports that have changed since
  --concept, --linea   of charges; --severity, --code: of issues
  --after CURSOR       only what stands behind that row; --limit N: at most so many rows
${CONNECTION_HELP.en}
  Ends with 0: the table is whole. 1: it was not possible, or broke off. 2: the command is not understood.
  130: Ctrl-C.

  npx importador export charges --usuario ana --periodo 2026-09 --output charges.csv
`,
  },
  async run(args, context) {
    const { language } = context;
    const { values, positionals } = readArgs(args, OPTIONS, language);
    const [dataSet = ''] = takeNames(positionals, ['imports|charges|issues'], language);
    const format = values.format ?? (extname(values.output ?? '').slice(1) || DEFAULT_FORMAT);
    const path = `/exports/${encodeURIComponent(dataSet)}.${encodeURIComponent(format)}?${filters(values)}`;
    const { client } = await connect(values, context, { readsOnly: true });
    await using _open = client;
    using stop = interruption();
    return await exportTo(client, path, values.output, stop, language);
  },
};

function filters(values: Readonly<Record<string, unknown>>): URLSearchParams {
  const given = Object.keys(FILTERS).flatMap((name): [string, string][] => {
    const value = values[name];
    const parameter = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    return typeof value === 'string' ? [[parameter, value]] : [];
  });
  return new URLSearchParams(given);
}

async function exportTo(
  client: ApiClient,
  path: string,
  output: string | undefined,
  stop: Interruption,
  language: Language,
): Promise<number> {
  try {
    const response = await client.get(path, stop.signal);
    if (!response.ok || !response.body) throw await refusalOf(response);
    await write(Readable.from(response.body), output, stop.signal, language);
    return EXIT.done;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  }
}

async function write(
  content: Readable,
  output: string | undefined,
  signal: AbortSignal,
  language: Language,
): Promise<void> {
  try {
    if (output === undefined) await pipeline(content, process.stdout, { signal, end: false });
    else await writeWhole(content, output, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') return; // whoever reads has enough
    throw new Error(BROKEN[language](code ?? String(error), output), { cause: error });
  }
}

const BROKEN = {
  es: (why: string, output: string | undefined) =>
    `La exportación se cortó (${why})${output === undefined ? ': lo escrito no está entero' : `; ${output} no se escribió`}. Repítala, o siga con --after y el cursor de la última fila entera`,
  en: (why: string, output: string | undefined) =>
    `The export broke off (${why})${output === undefined ? ': what was written is not whole' : `; ${output} was not written`}. Try again, or go on with --after and the cursor of the last whole row`,
};

/** Under its name only once every byte is there; a failure leaves nothing behind. */
async function writeWhole(content: Readable, output: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${output}.partial`;
  try {
    await pipeline(content, createWriteStream(unfinished, { flush: true }), { signal });
    await rename(unfinished, output);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What the server says of what it does not give. What the command line asks for wrongly is a misuse. */
async function refusalOf(response: Response): Promise<Error> {
  const text = await response.text();
  const { code, message } = readRefusal(text) ?? {
    code: `HTTP_${response.status}`,
    message: text.slice(0, 200),
  };
  const misused = response.status === 400 || code === 'NOT_FOUND';
  return misused ? new UsageError(printable(`${code}: ${message}`)) : new ApiError(code, message);
}

function readRefusal(text: string): { code: string; message: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
