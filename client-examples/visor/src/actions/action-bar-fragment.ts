import { graphql } from '../generated/gql.ts';

export const ActionBarFragmentDocument = graphql(`
  fragment ActionBar on Import {
    id
    number
    actions
    estado
    phase
    outcome
  }
`);
