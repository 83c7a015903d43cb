import { resolve } from 'node:path';
import { z } from 'zod';
import type { ProviderSettings } from './access/provider.ts';
import { message } from './domain/message.ts';
import { QUERY_LIMIT_SETTINGS, type QueryLimits } from './domain/query-limits.ts';
import { DEFAULT_RATE_LIMITS, type RateLimits } from './domain/rate-limits.ts';
import { READ_LIMIT_SETTINGS } from './domain/read-limit-settings.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits } from './domain/row.ts';
import { oidcOf, PAIRS, pairs, ROLE_PAIRS, SAFE_URL } from './oidc-settings.ts';
import { SETTING_FORMS } from './setting-forms.ts';
import type { S3Settings } from './storage/s3-settings.ts';
import { checkKeys, s3Of } from './storage-settings.ts';

/** What a process does: answer clients, run imports, or both. */
export type ProcessRole = 'all' | 'api' | 'worker';

/** Everything that the environment may say, read once. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Undefined: the embedded database under dataDir. */
  readonly databaseUrl: string | undefined;
  /** A streaming replica of it, for what only reads. Undefined: none. */
  readonly databaseReplicaUrl: string | undefined;
  /** Where uploaded files rest. Undefined: in a folder under dataDir. */
  readonly s3: S3Settings | undefined;
  /** Redis, which then carries events between processes. Undefined: the database does. */
  readonly eventsUrl: string | undefined;
  readonly role: ProcessRole;
  /** From the signal to stop until connections are refused: time for load balancers to see that it is not ready. */
  readonly drainMs: number;
  readonly adminUsuario: string | undefined;
  readonly adminContrasena: string | undefined;
  /** Origins that browsers may call from, over HTTP and WebSocket. Empty: the same origin only. */
  readonly corsOrigins: readonly string[];
  readonly trustProxy: boolean;
  /** Where clients reach this server, without a slash at its end. Undefined: as each request names it. */
  readonly publicUrl: string | undefined;
  readonly maxUploadBytes: number;
  /** Anything but development: then nothing is shown that only helps whoever develops. */
  readonly production: boolean;
  /** What one operation may ask for. */
  readonly queryLimits: QueryLimits;
  /** The company's own log-in; undefined: none. */
  readonly oidc: ProviderSettings | undefined;
  /** How often somebody may ask. */
  readonly rateLimits: RateLimits;
  /** Whether the page of client-examples/visor is served. */
  readonly visor: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** How long an import waits for its confirmation. */
  readonly confirmTimeoutSeconds: number;
  /** Files read at the same time. */
  readonly workers: number;
  /** Imports of one empresa that run at the same time, on all servers. Undefined: no limit. */
  readonly workersPerEmpresa: number | undefined;
  /** How long charges, issues and files are kept. Undefined: for ever. */
  readonly retentionMonths: number | undefined;
  /** How long files alone are kept. Undefined: as long as the rest. */
  readonly sourceRetentionDays: number | undefined;
  /** What reading one file may cost. */
  readonly readLimits: ReadLimits;
  /** Where programs are looked for: what the embedded database needs to start. */
  readonly searchPath: string;
}

const GIB = 2 ** 30;
const MAX_A_MINUTE = 10_000_000;

/** Up to six digits: no more than a date can hold, whatever the unit. */
const DURATION = /^0*[1-9]\d{0,5}[smhd]$/;
const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

const POSTGRESQL_URL = /^postgres(ql)?:\/\//;

/** What z says of a value that does not do is never shown: setting-forms.ts says what is expected. */
const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(4000),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.string().regex(POSTGRESQL_URL).optional(),
  DATABASE_REPLICA_URL: z.string().regex(POSTGRESQL_URL).optional(),
  STORAGE_URL: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^?#\s]*)?$/)
    .optional(),
  S3_ENDPOINT: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+\/?$/)
    .optional(),
  S3_PATH_STYLE: z.enum(['0', '1', 'true', 'false']).optional(),
  AWS_REGION: z
    .string()
    .regex(/^[\w-]+$/)
    .default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  EVENTS_URL: z
    .string()
    .regex(/^rediss?:\/\/[^\s]+$/)
    .refine((url) => URL.canParse(url))
    .optional(),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  DRAIN_MS: whole(0, 600_000).default(500),
  ADMIN_USUARIO: z.string().optional(),
  ADMIN_CONTRASENA: z.string().optional(),
  CORS_ORIGINS: z.string().default('').transform(origins),
  TRUST_PROXY: z
    .enum(['0', '1', 'true', 'false'])
    .default('0')
    .transform((value) => value === '1' || value === 'true'),
  PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\/[^\s?#]+$/)
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  MAX_UPLOAD_BYTES: whole(1, Number.MAX_SAFE_INTEGER).default(2 * GIB),
  // A word nearly right, such as "prod", must not quietly mean development.
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  VISOR: z
    .enum(['on', 'off'])
    .default('on')
    .transform((value) => value === 'on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  CONFIRM_TIMEOUT: z.string().regex(DURATION).default('72h').transform(seconds),
  WORKERS: whole(1, 64).default(2),
  WORKERS_PER_EMPRESA: whole(1, 1_000).optional(),
  RETENTION_MONTHS: whole(1, 1_200).optional(),
  SOURCE_RETENTION_DAYS: whole(1, 36_500).optional(),
  READ_MAX_UNPACKED_BYTES: limit('unpackedBytes'),
  READ_MAX_RATIO: limit('ratio'),
  READ_MAX_ZIP_ENTRIES: limit('zipEntries'),
  READ_MAX_SHARED_STRINGS: limit('sharedStrings'),
  READ_MAX_SHARED_STRING_BYTES: limit('sharedStringBytes'),
  READ_MAX_CELL_BYTES: limit('cellBytes'),
  READ_MAX_ROW_BYTES: limit('rowBytes'),
  READ_MAX_COLUMNS: limit('columns'),
  READ_MAX_ROWS: limit('rows'),
  READ_MAX_XLS_BYTES: limit('xlsBytes'),
  READ_MAX_STALLED_SECONDS: limit('stalledSeconds'),
  OIDC_ISSUER: z.string().regex(SAFE_URL).optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: z.string().regex(SAFE_URL).optional(),
  OIDC_USUARIO_CLAIM: z.string().default('preferred_username'),
  OIDC_ROLE_CLAIM: z.string().default('roles'),
  OIDC_ROLES: z.string().regex(ROLE_PAIRS).optional().transform(pairs),
  OIDC_EMPRESA_CLAIM: z.string().default('empresa'),
  OIDC_EMPRESAS: z.string().regex(PAIRS).optional().transform(pairs),
  RATE_LIMIT_SESSION: whole(0, MAX_A_MINUTE).default(DEFAULT_RATE_LIMITS.perSession),
  RATE_LIMIT_ADDRESS: whole(0, MAX_A_MINUTE).default(DEFAULT_RATE_LIMITS.perAddress),
  QUERY_MAX_TOKENS: queryLimit('tokens'),
  QUERY_MAX_DEPTH: queryLimit('depth'),
  QUERY_MAX_ALIASES: queryLimit('aliases'),
  QUERY_MAX_ROOT_FIELDS: queryLimit('rootFields'),
  QUERY_MAX_FIELDS: queryLimit('fields'),
  QUERY_MAX_DIRECTIVES: queryLimit('directives'),
  QUERY_MAX_ROWS: queryLimit('rows'),
  QUERY_MAX_COST: queryLimit('cost'),
  PATH: z.string().default(''),
});

/** Throws an Error that names every variable that does not do, its value (never a secret's) and the expected form. */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = environment.superRefine(checkKeys).safeParse(given);
  if (!read.success) throw new Error(explain(read.error, given));
  const env = read.data;
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir: resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    databaseReplicaUrl: env.DATABASE_REPLICA_URL,
    s3: s3Of(env),
    eventsUrl: env.EVENTS_URL,
    role: env.ROLE,
    drainMs: env.DRAIN_MS,
    adminUsuario: env.ADMIN_USUARIO,
    adminContrasena: env.ADMIN_CONTRASENA,
    corsOrigins: env.CORS_ORIGINS,
    trustProxy: env.TRUST_PROXY,
    publicUrl: env.PUBLIC_URL,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    production: env.NODE_ENV !== 'development',
    visor: env.VISOR,
    logLevel: env.LOG_LEVEL,
    confirmTimeoutSeconds: env.CONFIRM_TIMEOUT,
    workers: env.WORKERS,
    workersPerEmpresa: env.WORKERS_PER_EMPRESA,
    retentionMonths: env.RETENTION_MONTHS,
    sourceRetentionDays: env.SOURCE_RETENTION_DAYS,
    readLimits: {
      unpackedBytes: env.READ_MAX_UNPACKED_BYTES,
      ratio: env.READ_MAX_RATIO,
      zipEntries: env.READ_MAX_ZIP_ENTRIES,
      sharedStrings: env.READ_MAX_SHARED_STRINGS,
      sharedStringBytes: env.READ_MAX_SHARED_STRING_BYTES,
      cellBytes: env.READ_MAX_CELL_BYTES,
      rowBytes: env.READ_MAX_ROW_BYTES,
      columns: env.READ_MAX_COLUMNS,
      rows: env.READ_MAX_ROWS,
      xlsBytes: env.READ_MAX_XLS_BYTES,
      stalledSeconds: env.READ_MAX_STALLED_SECONDS,
    },
    oidc: oidcOf(env),
    rateLimits: { perSession: env.RATE_LIMIT_SESSION, perAddress: env.RATE_LIMIT_ADDRESS },
    queryLimits: {
      tokens: env.QUERY_MAX_TOKENS,
      depth: env.QUERY_MAX_DEPTH,
      aliases: env.QUERY_MAX_ALIASES,
      rootFields: env.QUERY_MAX_ROOT_FIELDS,
      fields: env.QUERY_MAX_FIELDS,
      directives: env.QUERY_MAX_DIRECTIVES,
      rows: env.QUERY_MAX_ROWS,
      cost: env.QUERY_MAX_COST,
    },
    searchPath: env.PATH,
  };
}

function whole(min: number, max: number) {
  return z
    .string()
    .trim()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** Of a text that DURATION matches. */
function seconds(text: string): number {
  const unit = text.at(-1) as keyof typeof UNIT_SECONDS;
  return Number.parseInt(text, 10) * UNIT_SECONDS[unit];
}

function limit(name: keyof ReadLimits) {
  const { min, max } = READ_LIMIT_SETTINGS[name];
  return whole(min, max).default(DEFAULT_READ_LIMITS[name]);
}

function queryLimit(name: keyof QueryLimits) {
  const { min, max, default: value } = QUERY_LIMIT_SETTINGS[name];
  return whole(min, max).default(value);
}

function origins(text: string, context: z.RefinementCtx): readonly string[] {
  const list = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  return list.map((each) => {
    const origin = URL.canParse(each) ? new URL(each).origin : 'null';
    if (/^https?:\/\//.test(origin) && `${origin}/`.startsWith(each.toLowerCase())) return origin;
    context.addIssue({ code: 'custom', message: each });
    return z.NEVER;
  });
}

const SECRET = new Set([
  'DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'EVENTS_URL',
  'ADMIN_CONTRASENA',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]);

/** For a variable that setting-forms.ts has forgotten. */
const NO_FORM = message('vea docs/operations.md', 'see docs/operations.md');

/** In both languages: who starts a server has said of none that they read it. */
function explain(error: z.ZodError, given: Record<string, unknown>): string {
  const names = [...new Set(error.issues.map(({ path }) => String(path[0])))];
  const lines = names.flatMap((name) => {
    const { es, en } = SETTING_FORMS[name] ?? NO_FORM;
    const shown = JSON.stringify(given[name]);
    return SECRET.has(name)
      ? [
          `  ${name}: su valor (no se muestra) no sirve: ${es}`,
          `  ${name}: its value (not shown) does not do: ${en}`,
        ]
      : [`  ${name}: ${shown} no sirve: ${es}`, `  ${name}: ${shown} does not do: ${en}`];
  });
  return `Hay variables de entorno que no sirven / The environment has settings that do not do:\n${lines.join('\n')}`;
}
