import { graphql } from '../generated/gql.ts';
import type { ListEntryFragment } from '../generated/graphql.ts';

/** What decides where an import stands in a list. */
export type ListEntry = ListEntryFragment;

export const ListEntryFragmentDocument = graphql(`
  fragment ListEntry on Import {
    id
    number
    estado
    phase
    startedAt
    programacion { at }
    progress { queuePosition }
  }
`);
