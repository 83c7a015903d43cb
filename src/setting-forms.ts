import { type Message, message } from './domain/message.ts';
import { QUERY_LIMIT_SETTINGS } from './domain/query-limits.ts';
import { READ_LIMIT_SETTINGS } from './domain/read-limit-settings.ts';

/** The form that each variable of the environment is expected in, as it is told to whoever starts the server. */
export const SETTING_FORMS: Readonly<Record<string, Message>> = {
  PORT: whole(0, 65_535, 'PORT=4000'),
  DATABASE_URL: like('postgresql://usuario:contrasena@host:5432/database'),
  DATABASE_REPLICA_URL: like('postgresql://usuario:contrasena@replica:5432/database'),
  STORAGE_URL: like('s3://bucket/prefix'),
  S3_ENDPOINT: like('https://minio.example.com:9000'),
  S3_PATH_STYLE: flag(),
  AWS_REGION: like('us-east-1'),
  AWS_ACCESS_KEY_ID: together(),
  AWS_SECRET_ACCESS_KEY: together(),
  EVENTS_URL: like('redis://usuario:contrasena@host:6379'),
  ROLE: oneOf('all', 'api', 'worker'),
  DRAIN_MS: whole(0, 600_000, 'DRAIN_MS=500'),
  CORS_ORIGINS: message(
    'se espera una lista de orígenes separados por comas, cada uno con esquema y host y sin ruta, como https://panel.example.com,http://localhost:5173',
    'expected a list of origins separated by commas, each with scheme and host and without a path, like https://panel.example.com,http://localhost:5173',
  ),
  TRUST_PROXY: flag(),
  PUBLIC_URL: like('https://facturas.example.com'),
  MAX_UPLOAD_BYTES: whole(1, Number.MAX_SAFE_INTEGER, 'MAX_UPLOAD_BYTES=2147483648 (2 GiB)'),
  NODE_ENV: oneOf('development', 'production', 'test'),
  VISOR: oneOf('on', 'off'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
  CONFIRM_TIMEOUT: message(
    'se espera un tiempo mayor que cero con su unidad, como 72h, 90m o 30s',
    'expected a length of time above zero with its unit, such as 72h, 90m or 30s',
  ),
  WORKERS: whole(1, 64, 'WORKERS=2'),
  WORKERS_PER_EMPRESA: whole(1, 1_000, 'WORKERS_PER_EMPRESA=2'),
  RETENTION_MONTHS: whole(1, 1_200, 'RETENTION_MONTHS=60'),
  SOURCE_RETENTION_DAYS: whole(1, 36_500, 'SOURCE_RETENTION_DAYS=90'),
  OIDC_ISSUER: like('https://login.example.com/empresa'),
  OIDC_JWKS_URL: like('https://login.example.com/empresa/keys'),
  OIDC_ROLES: like('facturas-admin=ADMIN,facturas-lectura=READER'),
  OIDC_EMPRESAS: like('acme=ACME-PE,otra=OTRA'),
  RATE_LIMIT_SESSION: whole(0, 10_000_000, 'RATE_LIMIT_SESSION=6000 (0: no limit)'),
  RATE_LIMIT_ADDRESS: whole(0, 10_000_000, 'RATE_LIMIT_ADDRESS=30000 (0: no limit)'),
  ...Object.fromEntries(
    [...Object.values(READ_LIMIT_SETTINGS), ...Object.values(QUERY_LIMIT_SETTINGS)].map(
      ({ variable, min, max }) => [variable, whole(min, max)],
    ),
  ),
};

function whole(min: number, max: number, example?: string): Message {
  const [es, en] = example === undefined ? ['', ''] : [`, como ${example}`, `, like ${example}`];
  return message(
    `se espera un número entero de ${min} a ${max}${es}`,
    `expected a whole number from ${min} to ${max}${en}`,
  );
}

function flag(): Message {
  return message('se espera 1 o 0 (true o false)', 'expected 1 or 0 (true or false)');
}

function together(): Message {
  return message(
    'AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY van juntas: ponga las dos o ninguna',
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or none',
  );
}

function like(example: string): Message {
  return message(`se espera ${example}`, `expected ${example}`);
}

function oneOf(...words: readonly string[]): Message {
  const list = words.join(', ');
  return message(`se espera una de: ${list}`, `expected one of: ${list}`);
}
