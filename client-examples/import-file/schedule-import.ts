import type { ApiClient } from '../client/api-client.ts';
import { unwrap } from '../client/unwrap.ts';
import { graphql } from '../generated/gql.ts';
import type { Choice } from './choose-in-cascade.ts';

const ScheduleImport = graphql(`
  mutation ScheduleImport($input: ScheduleImportInput!) {
    scheduleImport(input: $input) {
      __typename
      ... on ImportPayload { import { id number } }
      ... on Problem { code message }
    }
  }
`);

/** "Guardar": the entry of the Cola, for now (ahora). */
export async function scheduleImport(
  client: ApiClient,
  choice: Choice,
  periodo: string,
): Promise<{ id: string; number: number }> {
  const { scheduleImport: result } = await client.request(ScheduleImport, {
    input: {
      operadorId: choice.operador.id,
      plantillaId: choice.plantilla.id,
      tipoArchivoId: choice.tipoArchivo.id,
      periodo,
      programacion: { mode: 'AHORA' },
    },
  });
  return unwrap(result).import;
}
