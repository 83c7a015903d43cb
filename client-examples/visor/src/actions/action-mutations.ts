import type { TypedDocumentNode } from '@urql/core';
import { graphql } from '../generated/gql.ts';
import type { ConfirmedAction } from '../words/words.ts';

/** The answer's id only: how the import stands, the subscription says, and an answer that comes late cannot undo it. */
const Start = graphql(`
  mutation Start($id: ID!) { result: startImport(id: $id) { __typename ... on ImportPayload { import { id } } ... on Problem { message } } }
`);
const Delete = graphql(`
  mutation Delete($id: ID!) { result: deleteImport(id: $id) { __typename ... on ImportPayload { import { id } } ... on Problem { message } } }
`);
const Confirm = graphql(`
  mutation Confirm($id: ID!) { result: confirmImport(id: $id) { __typename ... on ImportPayload { import { id } } ... on Problem { message } } }
`);
const Cancel = graphql(`
  mutation Cancel($id: ID!) { result: cancelImport(id: $id) { __typename ... on ImportPayload { import { id } } ... on Problem { message } } }
`);
const Retry = graphql(`
  mutation Retry($id: ID!) { result: retryImport(id: $id) { __typename ... on ImportPayload { import { id } } ... on Problem { message } } }
`);
const Revert = graphql(`
  mutation Revert($id: ID!, $reason: String!) { result: revertImport(id: $id, reason: $reason) { __typename ... on ImportPayload { import { id } } ... on Problem { message } } }
`);

interface Answer {
  readonly result:
    | { readonly __typename: 'ImportPayload'; readonly import: { readonly id: string } }
    | { readonly __typename: string; readonly message: string };
}

export const ACTION_MUTATIONS: Readonly<
  Record<ConfirmedAction | 'START', TypedDocumentNode<Answer, { id: string; reason: string }>>
> = {
  START: Start,
  DELETE: Delete,
  CONFIRM: Confirm,
  CANCEL: Cancel,
  RETRY: Retry,
  REVERT: Revert,
};
