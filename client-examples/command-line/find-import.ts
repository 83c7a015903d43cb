import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { FindImportQuery } from '../generated/graphql.ts';
import type { Language } from '../import-file/language.ts';
import { UsageError } from './usage-error.ts';

const FindImport = graphql(`
  query FindImport($search: String!) {
    imports(filter: { search: $search }, first: 50) {
      nodes { id number estado actions }
    }
  }
`);

export type FoundImport = FindImportQuery['imports']['nodes'][number];

/** A number as people write it: 12 or #12. Throws UsageError. */
export function readNumber(text: string, language: Language): number {
  const [, digits] = /^#?([1-9]\d{0,8})$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new UsageError(
    language === 'es'
      ? `"${text}" no es el número de una importación; se espera uno como 12 (los muestra "npx importador ls")`
      : `"${text}" is not the number of an import; expected one like 12 ("npx importador ls" shows them)`,
  );
}

/** The import that people know by its number. Throws an Error where there is none. */
export async function findImport(
  client: ApiClient,
  number: number,
  language: Language,
): Promise<FoundImport> {
  const { imports } = await client.request(FindImport, { search: String(number) });
  const found = imports.nodes.find((node) => node.number === number);
  if (found) return found;
  throw new Error(
    language === 'es'
      ? `No hay una importación n.º ${number}; "npx importador ls" muestra las que hay`
      : `There is no import ${number}; "npx importador ls" shows those that there are`,
  );
}
