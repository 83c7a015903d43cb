import type { IncomingMessage } from 'node:http';
import type { Language } from '../domain/message.ts';
import { GRAPHQL_PATH } from './create-yoga.ts';
import { VISOR_PATH } from './visor-page.ts';

interface Link {
  readonly href: string;
  readonly says: Readonly<Record<Language, string>>;
}

const GRAPHQL: Link = {
  href: GRAPHQL_PATH,
  says: {
    es: 'la API: consultas y mutaciones por HTTP POST, suscripciones por WebSocket o SSE',
    en: 'the API: queries and mutations by HTTP POST, subscriptions by WebSocket or SSE',
  },
};
const GRAPHIQL: Link = {
  href: GRAPHQL_PATH,
  says: { es: 'en un navegador, GraphiQL para probarla', en: 'in a browser, GraphiQL to try it out' },
};
const VISOR: Link = {
  href: `${VISOR_PATH}/`,
  says: {
    es: 'el Visor de Tareas: importar y seguir las importaciones',
    en: 'the Visor de Tareas: import, and follow imports',
  },
};
const HEALTH: readonly Link[] = [
  { href: '/livez', says: { es: 'el proceso vive', en: 'the process lives' } },
  { href: '/readyz', says: { es: 'puede trabajar', en: 'it can work' } },
];
const DOCS = {
  es: 'Cómo usarla: docs/api.md, en el código fuente; el contrato: schema/schema.graphql.',
  en: 'How to use it: docs/api.md, in the source; the contract: schema/schema.graphql.',
} as const;

/** What whoever opens the server's address finds: where the API is. HTML for browsers, else text. */
export function frontPage(
  { headers }: Pick<IncomingMessage, 'headers'>,
  language: Language,
  { production, visor }: { readonly production: boolean; readonly visor: boolean },
): { readonly type: string; readonly body: string } {
  const links = [...(visor ? [VISOR] : []), GRAPHQL, ...(production ? [] : [GRAPHIQL]), ...HEALTH];
  if (!headers.accept?.includes('text/html')) {
    const lines = links.map(({ href, says }) => `${href}  ${says[language]}`);
    return { type: 'text/plain', body: ['Importador', ...lines, DOCS[language], ''].join('\n') };
  }
  const items = links.map(({ href, says }) => `<li><a href="${href}">${href}</a> ${says[language]}</li>`);
  return {
    type: 'text/html',
    body: `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Importador</title><h1>Importador</h1><ul>${items.join('')}</ul><p>${DOCS[language]}</p></html>\n`,
  };
}
