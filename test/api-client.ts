import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** What a client sees of an import: the fields that the tests look at. */
export interface ImportView {
  id: string;
  number: number;
  estado: string;
  phase: string;
  outcome: string | null;
  actions: string[];
  file: {
    name: string;
    bytes: string;
    sha256: string;
    format: string;
    sheet: string | null;
    sheets: string[];
    headerRow: number | null;
  } | null;
  progress: {
    percent: number | null;
    rowsRead: number;
    rowsTotal: number | null;
    rowsAccepted: number;
    rowsRejected: number;
    rowsSkipped: number;
    bytesRead: string;
    attempt: number;
    sequence: string;
  };
  totals: {
    lineas: number;
    charges: number;
    net: string;
    tax: string;
    total: string;
    declaredTotal: string | null;
    difference: string | null;
    currency: string;
  };
  failure: {
    code: string;
    message: string;
    hint: string | null;
    sheets: string[] | null;
    missingColumns: string[] | null;
    existing: { id: string } | null;
  } | null;
  issueCounts: { code: string; severity: string; count: number }[];
}

export const IMPORT_VIEW = /* GraphQL */ `
  fragment ImportView on Import {
    id number estado phase outcome actions
    file { name bytes sha256 format sheet sheets headerRow }
    progress { percent rowsRead rowsTotal rowsAccepted rowsRejected rowsSkipped bytesRead attempt sequence }
    totals { lineas charges net tax total declaredTotal difference currency }
    failure { code message hint sheets missingColumns existing { id } }
    issueCounts { code severity count }
  }
`;

/** Changes of one import, as often as the API gives them. */
export const FOLLOW_IMPORT = `subscription ($id: ID!, $after: BigInt) { importProgress(id: $id, after: $after, intervalMs: 50) { sequence kind matches import { ...ImportView } } } ${IMPORT_VIEW}`;

/** The answer of a mutation whose errors are data. */
export interface Answer {
  __typename: string;
  import?: ImportView;
  code?: string;
  message?: string;
  [field: string]: unknown;
}

export interface Change {
  sequence: string;
  kind: string;
  matches: boolean;
  import: ImportView | null;
}

export interface GraphQLAnswer<T> {
  data?: T | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

/** What a schedule needs beside its defaults, by the words of the screen. */
export interface ScheduleWords {
  plantilla: string;
  periodo?: string;
  tipoArchivo?: string;
  [input: string]: unknown;
}

/** A logged-in client of the public API, over HTTP and WebSocket, as any front end would be. */
export interface ApiClient {
  readonly token: string;
  /** Throws where the answer has top-level errors. */
  query<T>(document: string, variables?: Record<string, unknown>): Promise<T>;
  /** The answer as it came, errors and all. */
  raw<T>(
    document: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<GraphQLAnswer<T>>;
  schedule(words: ScheduleWords): Promise<Answer>;
  upload(
    id: string,
    bytes: Uint8Array,
    options?: { name?: string; sheet?: string; start?: boolean },
  ): Promise<Answer>;
  delete(id: string): Promise<Answer>;
  start(id: string): Promise<Answer>;
  confirm(id: string): Promise<Answer>;
  cancel(id: string): Promise<Answer>;
  retry(id: string): Promise<Answer>;
  revert(id: string, reason: string): Promise<Answer>;
  import(id: string): Promise<ImportView>;
  /** Follows the import until it settles; every change in order. */
  follow(id: string, after?: string, onChange?: (change: Change) => void): Promise<Change[]>;
  /** Schedules, uploads and follows to the end. */
  importFile(
    words: ScheduleWords,
    bytes: Uint8Array,
    options?: { name?: string; sheet?: string },
  ): Promise<ImportView>;
  subscribe<T>(document: string, variables: Record<string, unknown>): AsyncIterableIterator<GraphQLAnswer<T>>;
  close(): Promise<void>;
}

interface Catalog {
  operadores: {
    id: string;
    code: string;
    plantillas: { id: string; code: string; tiposArchivo: { id: string; code: string }[] }[];
  }[];
}

const PROBLEM = '... on Problem { code message path }';
const VALIDATION = '... on ValidationProblem { fields { path code message } }';
const TRANSITION = '... on TransitionProblem { estado phase actions }';
const SCHEDULE_PROBLEMS = `${PROBLEM} ${VALIDATION}`;
const UPLOAD_PROBLEMS = `${PROBLEM} ${VALIDATION} ${TRANSITION} ... on DuplicateProblem { existing { id } } ... on FileProblem { detectedFormat maxBytes hint }`;
const BY_ID_PROBLEMS = `${PROBLEM} ${TRANSITION}`;

export async function connectApi(
  graphqlUrl: string,
  usuario: string,
  contrasena: string,
): Promise<ApiClient> {
  const session = await login(graphqlUrl, usuario, contrasena);
  const socket = createClient({
    url: graphqlUrl.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { token: session.token },
    retryAttempts: 0,
    lazy: true,
  });
  const raw: ApiClient['raw'] = (document, variables = {}, headers = {}) =>
    post(
      graphqlUrl,
      { query: document, variables },
      { authorization: `Bearer ${session.token}`, ...headers },
    );
  const query = async <T>(document: string, variables?: Record<string, unknown>): Promise<T> => {
    const answer = await raw<T>(document, variables);
    if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };
  const subscribe: ApiClient['subscribe'] = <T>(document: string, variables: Record<string, unknown>) =>
    socket.iterate<T>({ query: document, variables }) as unknown as AsyncIterableIterator<GraphQLAnswer<T>>;
  const byId = (field: string) => async (id: string) => {
    const document = `mutation ($id: ID!) { ${field}(id: $id) { __typename ... on ImportPayload { import { ...ImportView } } ${BY_ID_PROBLEMS} } } ${IMPORT_VIEW}`;
    const data = await query<Record<string, Answer>>(document, { id });
    return data[field] as Answer;
  };
  const client: ApiClient = {
    token: session.token,
    query,
    raw,
    subscribe,
    schedule: async ({ plantilla, periodo = '2026-09', tipoArchivo, ...rest }) => {
      const ids = await findIds(query, plantilla, tipoArchivo);
      const document = `mutation ($input: ScheduleImportInput!) { scheduleImport(input: $input) { __typename ... on ImportPayload { import { ...ImportView } } ${SCHEDULE_PROBLEMS} } } ${IMPORT_VIEW}`;
      const data = await query<{ scheduleImport: Answer }>(document, { input: { ...ids, periodo, ...rest } });
      return data.scheduleImport;
    },
    upload: (id, bytes, options = {}) => upload(graphqlUrl, session.token, id, bytes, options),
    delete: byId('deleteImport'),
    start: byId('startImport'),
    confirm: byId('confirmImport'),
    cancel: byId('cancelImport'),
    retry: byId('retryImport'),
    revert: async (id, reason) => {
      const document = `mutation ($id: ID!, $reason: String!) { revertImport(id: $id, reason: $reason) { __typename ... on ImportPayload { import { ...ImportView } } ... on ValidationProblem { fields { path code message } } ${BY_ID_PROBLEMS} } } ${IMPORT_VIEW}`;
      const data = await query<{ revertImport: Answer }>(document, { id, reason });
      return data.revertImport;
    },
    import: async (id) => {
      const data = await query<{ import: ImportView }>(
        `query ($id: ID!) { import(id: $id) { ...ImportView } } ${IMPORT_VIEW}`,
        { id },
      );
      return data.import;
    },
    follow: async (id, after, onChange) => {
      const changes: Change[] = [];
      try {
        for await (const { data, errors } of subscribe<{ importProgress: Change }>(FOLLOW_IMPORT, {
          id,
          after,
        })) {
          if (errors || !data) throw errors;
          changes.push(data.importProgress);
          onChange?.(data.importProgress);
        }
      } catch (error) {
        // graphql-ws throws the errors of an `error` message as a plain list.
        throw error instanceof Error ? error : new Error(JSON.stringify(error));
      }
      return changes;
    },
    importFile: async (words, bytes, options = {}) => {
      const scheduled = await client.schedule(words);
      if (!scheduled.import) throw new Error(JSON.stringify(scheduled));
      const uploaded = await client.upload(scheduled.import.id, bytes, options);
      if (!uploaded.import) throw new Error(JSON.stringify(uploaded));
      await client.follow(scheduled.import.id);
      return client.import(scheduled.import.id);
    },
    close: async () => socket.dispose(),
  };
  return client;
}

export async function login(
  graphqlUrl: string,
  usuario: string,
  contrasena: string,
): Promise<{ token: string; refreshToken: string }> {
  const answer = await post<{
    login: { __typename: string; token: string; refreshToken: string; message: string };
  }>(graphqlUrl, {
    query: `mutation ($usuario: String!, $contrasena: String!) { login(usuario: $usuario, contrasena: $contrasena) { __typename ... on Session { token refreshToken } ... on Problem { code message } } }`,
    variables: { usuario, contrasena },
  });
  if (answer.data?.login.__typename !== 'Session') throw new Error(JSON.stringify(answer));
  return answer.data.login;
}

async function post<T>(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer<T>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as GraphQLAnswer<T>;
}

interface UploadOptions {
  readonly name?: string;
  readonly sheet?: string;
  readonly start?: boolean;
}

/** What uploadBillingFile is sent as. */
export function uploadForm(
  id: string,
  bytes: Uint8Array,
  { name = 'detalle.xlsx', sheet, start }: UploadOptions = {},
): FormData {
  const query = `mutation ($input: UploadBillingFileInput!) { uploadBillingFile(input: $input) { __typename ... on ImportPayload { import { ...ImportView } } ${UPLOAD_PROBLEMS} } } ${IMPORT_VIEW}`;
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { input: { id, file: null, sheet, start } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.set('0', new File([bytes as Uint8Array<ArrayBuffer>], name));
  return form;
}

async function upload(
  graphqlUrl: string,
  token: string,
  id: string,
  bytes: Uint8Array,
  options: UploadOptions,
): Promise<Answer> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-graphql-yoga-csrf': '1' },
    body: uploadForm(id, bytes, options),
  });
  const answer = (await response.json()) as GraphQLAnswer<{ uploadBillingFile: Answer }>;
  if (!answer.data) throw new Error(JSON.stringify(answer));
  return answer.data.uploadBillingFile;
}

async function findIds(
  query: ApiClient['query'],
  plantillaCode: string,
  tipoArchivoCode: string | undefined,
) {
  const { operadores } = await query<Catalog>(
    '{ operadores { id code plantillas { id code tiposArchivo { id code } } } }',
  );
  for (const operador of operadores) {
    const plantilla = operador.plantillas.find(({ code }) => code === plantillaCode);
    const tipo = plantilla?.tiposArchivo.find(
      ({ code }) => tipoArchivoCode === undefined || code === tipoArchivoCode,
    );
    if (plantilla && tipo)
      return { operadorId: operador.id, plantillaId: plantilla.id, tipoArchivoId: tipo.id };
  }
  throw new Error(`no plantilla ${plantillaCode} with a tipo ${tipoArchivoCode ?? '(any)'}`);
}
