import { graphql } from '../generated/gql.ts';
import type { ViewerRowFragment } from '../generated/graphql.ts';

/** What the viewer shows of an import. */
export type ViewerRow = ViewerRowFragment;

graphql(`
  fragment ViewerRow on Import {
    id
    number
    estado
    phase
    outcome
    operador { name }
    tipoArchivo { name }
    periodo
    programacion { at }
    file { name }
    progress { percent rowsRead rowsRejected queuePosition secondsLeft }
    totals { total currency }
    failure { code message }
    startedAt
    actions
  }
`);
