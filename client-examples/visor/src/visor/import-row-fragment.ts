import { graphql } from '../generated/gql.ts';
import type { ImportRowFragment } from '../generated/graphql.ts';

/** What a row of the viewer shows of an import. */
export type ImportRowData = ImportRowFragment;

export const ImportRowFragmentDocument = graphql(`
  fragment ImportRow on Import {
    id
    number
    estado
    phase
    outcome
    periodo
    validateOnly
    operador { id name }
    tipoArchivo { id name }
    programacion { mode at }
    file { name bytes }
    progress {
      percent rowsRead rowsRejected rowsPerSecond secondsLeft queuePosition attempt
    }
    totals { lineas total currency }
    failure { code message }
    createdAt
    createdBy { id name }
    startedAt
    finishedAt
    ...ActionBar
  }
`);
