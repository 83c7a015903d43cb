import type { ApiClient } from '../client/api-client.ts';
import { unwrap } from '../client/unwrap.ts';
import { graphql } from '../generated/gql.ts';
import type { Estado } from '../generated/graphql.ts';
import type { Language, Words } from '../import-file/language.ts';
import { deleteImport } from '../watch-imports/delete-import.ts';
import { type Command, EXIT } from './command.ts';
import { CONNECTION_HELP, CONNECTION_OPTIONS, connect } from './connect.ts';
import { findImport, readNumber } from './find-import.ts';
import { readArgs, takeNames } from './read-args.ts';

const CancelImport = graphql(`
  mutation CancelImport($id: ID!) {
    cancelImport(id: $id) {
      __typename
      ... on ImportPayload { import { id estado phase } }
      ... on Problem { code message }
    }
  }
`);

export const cancelCommand: Command = {
  summary: {
    es: 'Cancela una importación en proceso, o elimina una pendiente',
    en: 'Cancels an import that runs, or deletes one that is pending',
  },
  help: {
    es: `Uso: npx importador cancel NÚMERO [opciones]

  Una importación En Proceso se cancela y no queda nada de ella; una Pendiente se elimina.

${CONNECTION_HELP.es}
  Termina con 0: hecho. 1: no se pudo. 2: la orden no se entiende.

  npx importador cancel 12 --usuario ana
`,
    en: `Usage: npx importador cancel NUMBER [options]

  An import that is En Proceso is canceled and leaves nothing behind; one that is Pendiente is deleted.

${CONNECTION_HELP.en}
  Ends with 0: done. 1: it was not possible. 2: the command is not understood.

  npx importador cancel 12 --usuario ana
`,
  },
  async run(args, context) {
    const { language } = context;
    const { values, positionals } = readArgs(args, CONNECTION_OPTIONS, language);
    const [text = ''] = takeNames(positionals, [language === 'es' ? 'NÚMERO' : 'NUMBER'], language);
    const number = readNumber(text, language);
    const { client } = await connect(values, context, { readsOnly: false });
    await using _open = client;
    const { id, estado } = await findImport(client, number, language);
    process.stdout.write(`${said(number, await end(client, id, estado), language)}\n`);
    return EXIT.done;
  },
};

type Ended = keyof typeof ENDED;

/** One that was canceled already is left as it is. */
async function end(client: ApiClient, id: string, estado: Estado): Promise<Ended> {
  if (estado === 'PENDIENTE') {
    await deleteImport(client, id);
    return 'deleted';
  }
  const { cancelImport } = await client.request(CancelImport, { id });
  return unwrap(cancelImport).import.phase === 'CANCELING' ? 'canceling' : 'canceled';
}

const ENDED = {
  deleted: { es: 'eliminada', en: 'deleted' },
  canceling: { es: 'cancelándose', en: 'being canceled' },
  canceled: { es: 'cancelada', en: 'canceled' },
} as const satisfies Readonly<Record<string, Words>>;

function said(number: number, ended: Ended, language: Language): string {
  return `${language === 'es' ? 'Importación n.º' : 'Import'} ${number}: ${ENDED[ended][language]}`;
}
