import { type ApiClient, apiClient } from '../client/api-client.ts';
import type { Words } from '../import-file/language.ts';
import { askContrasena } from '../watch-imports/ask-contrasena.ts';
import type { Context } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Where to and as whom. */
export const CONNECTION_OPTIONS = {
  url: { type: 'string' },
  usuario: { type: 'string' },
} as const;

export const CONNECTION_HELP: Words = {
  es: `  --url URL            servidor; si falta, IMPORTADOR_URL, y si no, http://127.0.0.1:4000
  --usuario USUARIO    quién; si falta, IMPORTADOR_USUARIO
                       La contraseña se pide sin mostrarla, o se toma de la variable CONTRASENA; nunca de la
                       línea de comandos, que otros pueden ver. IMPORTADOR_TOKEN con un token de API la
                       sustituye donde solo se lee.
  --lang es|en         idioma; si falta, el de LANG: inglés si empieza por "en"
`,
  en: `  --url URL            server; if left out IMPORTADOR_URL, else http://127.0.0.1:4000
  --usuario USUARIO    who; if left out IMPORTADOR_USUARIO
                       The contraseña is asked for without showing it, or taken from the variable CONTRASENA;
                       never from the command line, which others can see. IMPORTADOR_TOKEN with an API token
                       stands in for it where nothing is written.
  --lang es|en         language; if left out that of LANG: English where it begins with "en"
`,
};

const DEFAULT_URL = 'http://127.0.0.1:4000';
/** About a minute and a half: a server that is restarted comes back within that. */
const RETRIES = 20;

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly usuario?: string | undefined;
}

export interface ConnectSettings {
  /** API tokens only read: without it somebody has to log in. */
  readonly readsOnly: boolean;
  readonly retries?: number;
  readonly onConnection?: (up: boolean) => void;
}

export interface Connected {
  readonly client: ApiClient;
  /** As the screen shows who it is. */
  readonly usuario: string;
}

/** A client of the server that is asked for, logged in. Throws UsageError, ApiError, ProblemError. */
export async function connect(
  { url, usuario }: ConnectionOptions,
  { language, environment }: Context,
  { readsOnly, retries = RETRIES, onConnection = () => {} }: ConnectSettings,
): Promise<Connected> {
  const apiToken = readsOnly ? given(environment['IMPORTADOR_TOKEN']) : undefined;
  const who = usuario ?? given(environment['IMPORTADOR_USUARIO']);
  if (apiToken === undefined && who === undefined) throw new UsageError(NOBODY[language]);
  const client = apiClient({
    url: graphqlUrl(url, { language, environment }),
    apiToken,
    language,
    retries,
    onConnection,
  });
  if (apiToken !== undefined) return { client, usuario: 'token' };
  const name = who ?? '';
  const contrasena = given(environment['CONTRASENA']);
  if (contrasena === undefined && !process.stdin.isTTY) throw new UsageError(NO_TERMINAL[language]);
  await client.login(name, contrasena ?? (await askContrasena(name)));
  return { client, usuario: name };
}

/** The API's address; the server's own is enough. Throws UsageError. */
export function graphqlUrl(option: string | undefined, { language, environment }: Context): string {
  const text = option ?? given(environment['IMPORTADOR_URL']) ?? DEFAULT_URL;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new UsageError(BAD_URL[language](text));
  if (!url.pathname.endsWith('/graphql')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/graphql`;
  return url.href;
}

const given = (value: string | undefined) => (value === '' ? undefined : value);

const NOBODY: Words = {
  es: 'Falta decir quién es: dé --usuario, o la variable IMPORTADOR_USUARIO',
  en: 'It is not said who you are: give --usuario, or the variable IMPORTADOR_USUARIO',
};

const NO_TERMINAL: Words = {
  es: 'No hay terminal donde pedir la contraseña: dela en la variable de entorno CONTRASENA',
  en: 'There is no terminal to ask for the contraseña on: give it in the variable of the environment CONTRASENA',
};

const BAD_URL = {
  es: (text: string) =>
    `La dirección del servidor "${withoutSecrets(text)}" no sirve; se espera http:// o https:// y sin contraseña, como ${DEFAULT_URL}`,
  en: (text: string) =>
    `The server's address "${withoutSecrets(text)}" does not do; expected http:// or https:// and no contraseña, like ${DEFAULT_URL}`,
};

function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/]*@/, '//…@');
}
