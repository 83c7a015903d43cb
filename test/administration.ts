import type { ApiClient, GraphQLAnswer } from './api-client.ts';

export type Row = Record<string, unknown>;

const PROBLEM =
  '__typename ... on Problem { code message path } ... on ValidationProblem { fields { path code } }';
const SAVED = `${PROBLEM} ... on SaveUsuarioPayload { usuario { id usuario name role active } generatedContrasena }`;

/** What an ADMIN does, each by whoever is named, or else by the usual one. */
export function administration(usual: () => ApiClient) {
  return {
    async saveUsuario(input: Row, client = usual()) {
      const document = `mutation ($input: SaveUsuarioInput!) { saveUsuario(input: $input) { ${SAVED} } }`;
      const { saveUsuario: saved } = await client.query<{ saveUsuario: Row & { usuario: Row } }>(document, {
        input,
      });
      return saved;
    },
    async setContrasena(usuarioId: unknown, contrasena?: string, client = usual()) {
      const document = `mutation ($id: ID!, $c: String) { setContrasena(usuarioId: $id, contrasena: $c) { ${SAVED} } }`;
      const answer = await client.query<{ setContrasena: Row }>(document, { id: usuarioId, c: contrasena });
      return answer.setContrasena;
    },
    async saveOperador(input: Row, client = usual()) {
      const document = `mutation ($input: SaveOperadorInput!) { saveOperador(input: $input) {
        ${PROBLEM} ... on OperadorPayload { operador { id code name currency active } } } }`;
      const { saveOperador: saved } = await client.query<{ saveOperador: Row & { operador: Row } }>(
        document,
        {
          input,
        },
      );
      return saved;
    },
    async createToken(given: Row = {}, client = usual()) {
      const document = `mutation ($name: String!, $role: Role!, $expiresAt: DateTime, $scopes: [ApiTokenScope!]) {
        createApiToken(name: $name, role: $role, expiresAt: $expiresAt, scopes: $scopes) {
          ${PROBLEM} ... on ApiTokenPayload { token name expiresAt apiToken { id role scopes lastUsedAt } } } }`;
      const { createApiToken } = await client.query<{
        createApiToken: Row & { token: string; apiToken: { id: string } };
      }>(document, { name: 'Power BI', role: 'READER', ...given });
      return createApiToken;
    },
    async revoke(id: string, client = usual()) {
      const document = `mutation ($id: ID!) { revokeApiToken(id: $id) {
        __typename ... on Problem { code } ... on RevokeApiTokenPayload { apiToken { id revokedAt } } } }`;
      return (await client.query<{ revokeApiToken: Row }>(document, { id })).revokeApiToken;
    },
    async auditLog(client = usual(), first = 200) {
      const document = `query ($first: Int) { auditLog(first: $first) {
        nodes { id action subject details actor { usuario } } pageInfo { endCursor hasNextPage } } }`;
      const answer = await client.query<{ auditLog: { nodes: Row[] } }>(document, { first });
      return answer.auditLog.nodes;
    },
    withToken: (token: string, document: string, variables: Row = {}) =>
      usual().raw<Row>(document, variables, { authorization: `Bearer ${token}` }),
  };
}

export function codesOf({ errors }: GraphQLAnswer<unknown>) {
  return errors?.map(({ extensions }) => extensions?.code);
}
