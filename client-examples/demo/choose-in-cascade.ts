import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';

const Cascade = graphql(`
  query Cascade($periodo: Periodo!) {
    operadores {
      id
      code
      name
      plantillas(validIn: $periodo) {
        id
        code
        name
        tiposArchivo { id code name }
      }
    }
  }
`);

export interface Choice {
  readonly operador: { readonly id: string; readonly name: string };
  readonly plantilla: { readonly id: string; readonly name: string };
  readonly tipoArchivo: { readonly id: string; readonly name: string };
}

/** The form's cascade: Operador → Plantilla → Periodo → Tipo de Archivo, chosen by their codes. */
export async function chooseInCascade(
  client: ApiClient,
  wanted: { operador: string; plantilla: string; periodo: string; tipoArchivo: string },
): Promise<Choice> {
  const { operadores } = await client.request(Cascade, { periodo: wanted.periodo });
  const operador = pick('operador', operadores, wanted.operador);
  const plantilla = pick('plantilla', operador.plantillas, wanted.plantilla);
  const tipoArchivo = pick('tipo de archivo', plantilla.tiposArchivo, wanted.tipoArchivo);
  return { operador, plantilla, tipoArchivo };
}

function pick<Item extends { code: string }>(what: string, items: readonly Item[], code: string): Item {
  const found = items.find((item) => item.code === code);
  if (found) return found;
  throw new Error(`There is no ${what} "${code}"; there are: ${items.map((item) => item.code).join(', ')}`);
}
