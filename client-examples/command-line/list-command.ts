import { graphql } from '../generated/gql.ts';
import { COLUMN_TITLES, importLine } from '../watch-imports/import-line.ts';
import { estadoTabs } from '../watch-imports/render-viewer.ts';
import { type Command, EXIT } from './command.ts';
import { CONNECTION_HELP, CONNECTION_OPTIONS, connect } from './connect.ts';
import { readArgs, takeNames } from './read-args.ts';
import { ESTADOS, readEstado } from './read-estado.ts';
import { UsageError } from './usage-error.ts';

const ListForScripts = graphql(`
  query ListForScripts($estado: EstadoFilter!, $first: Int!) {
    imports(estado: $estado, first: $first) {
      nodes {
        ...ViewerRow
        plantilla { code version }
        issueCounts { code severity count }
        createdAt
        finishedAt
      }
    }
    importCounts { pendienteYEnProceso pendiente enProceso finalizado eliminado }
  }
`);

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  estado: { type: 'string' },
  first: { type: 'string', default: '50' },
  json: { type: 'boolean', default: false },
} as const;
/** The API's own limit on a page. */
const MOST_ROWS = 200;

export const listCommand: Command = {
  summary: { es: 'Muestra las importaciones de un estado', en: 'Lists the imports of an estado' },
  help: {
    es: `Uso: npx importador ls [--estado ESTADO] [opciones]

  El Visor de Tareas como es ahora, en texto. Las palabras son las de la pantalla.

  --estado ESTADO      ${ESTADOS.join(' | ')}; si falta, el primero
  --first N            cuántas, hasta ${MOST_ROWS}; si falta, 50
  --json               como JSON, una importación por línea
${CONNECTION_HELP.es}
  Termina con 0: hecho. 1: no se pudo. 2: la orden no se entiende.

  npx importador ls --usuario ana --estado finalizado
`,
    en: `Usage: npx importador ls [--estado ESTADO] [options]

  The Visor de Tareas as it is now, as text. Its words are the screen's, in Spanish.

  --estado ESTADO      ${ESTADOS.join(' | ')}; if left out the first
  --first N            how many, up to ${MOST_ROWS}; if left out 50
  --json               as JSON, one import a line
${CONNECTION_HELP.en}
  Ends with 0: done. 1: it was not possible. 2: the command is not understood.

  npx importador ls --usuario ana --estado finalizado
`,
  },
  async run(args, context) {
    const { language } = context;
    const { values, positionals } = readArgs(args, OPTIONS, language);
    takeNames(positionals, [], language);
    const estado = readEstado(values.estado, language);
    const first = Number(values.first);
    if (!Number.isInteger(first) || first < 1 || first > MOST_ROWS)
      throw new UsageError(
        language === 'es'
          ? `--first "${values.first}" no sirve; se espera un número de 1 a ${MOST_ROWS}`
          : `--first "${values.first}" does not do; expected a number from 1 to ${MOST_ROWS}`,
      );
    const { client } = await connect(values, context, { readsOnly: true });
    await using _open = client;
    const { imports, importCounts } = await client.request(ListForScripts, { estado, first });
    const none =
      language === 'es' ? '  No hay importaciones en este estado' : '  There are no imports in this estado';
    const lines = values.json
      ? imports.nodes.map((node) => JSON.stringify(node))
      : [
          estadoTabs(estado, importCounts).join(' '),
          COLUMN_TITLES,
          ...(imports.nodes.length === 0 ? [none] : imports.nodes.map((row) => importLine(row, false, 0))),
        ];
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return EXIT.done;
  },
};
