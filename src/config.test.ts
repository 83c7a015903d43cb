import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { READ_LIMIT_SETTINGS } from './domain/read-limit-settings.ts';
import { DEFAULT_READ_LIMITS } from './domain/row.ts';

describe('readConfig', () => {
  it('gives every setting a default that works on one machine', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: undefined,
      databaseReplicaUrl: undefined,
      eventsUrl: undefined,
      role: 'all',
      corsOrigins: [],
      trustProxy: false,
      maxUploadBytes: 2 * 2 ** 30,
      production: false,
      visor: true,
      confirmTimeoutSeconds: 72 * 3_600,
    });
    expect(readConfig({}).readLimits).toEqual(DEFAULT_READ_LIMITS);
    expect(readConfig({}).dataDir).toMatch(/[/\\]data$/);
  });

  it('keeps files on the disk unless a bucket is named', () => {
    expect(readConfig({ AWS_ACCESS_KEY_ID: 'a', AWS_REGION: 'x' }).s3).toBeUndefined();
    expect(readConfig({ STORAGE_URL: 's3://facturas' }).s3).toEqual({
      bucket: 'facturas',
      prefix: '',
      region: 'us-east-1',
      endpoint: undefined,
      pathStyle: false,
      credentials: undefined,
    });
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
    const url = { STORAGE_URL: 's3://facturas/a/b/', S3_ENDPOINT: 'http://127.0.0.1:9000' };
    expect(readConfig({ ...keys, ...url, AWS_REGION: 'sa-east-1' }).s3).toEqual({
      bucket: 'facturas',
      prefix: 'a/b/',
      region: 'sa-east-1',
      endpoint: 'http://127.0.0.1:9000',
      pathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
    });
    expect(readConfig({ ...url, S3_PATH_STYLE: '0' }).s3?.pathStyle).toBe(false);
  });

  it.each(['facturas', 'https://facturas', 's3://', 's3://Facturas', 's3://ab?x'])(
    'refuses %s as a place for files',
    (url) => expect(() => readConfig({ STORAGE_URL: url })).toThrow(/STORAGE_URL: .*s3:\/\/bucket\/prefix/),
  );

  it('refuses one half of a pair of keys, without showing it', () => {
    const half = () => readConfig({ STORAGE_URL: 's3://facturas', AWS_SECRET_ACCESS_KEY: 'very-secret' });
    expect(half).toThrow(/AWS_ACCESS_KEY_ID.*go together/s);
    expect(half).not.toThrow(/very-secret/);
  });

  it('reads a list of origins, with blanks and closing slashes', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://a.example/, https://b.example' }).corsOrigins).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  it.each([
    ['30s', 30],
    ['90m', 5_400],
    ['7d', 604_800],
  ])('reads a length of time with its unit: %s', (text, expected) => {
    expect(readConfig({ CONFIRM_TIMEOUT: text }).confirmTimeoutSeconds).toBe(expected);
  });

  it.each(['72', '0h', '-1h', '1.5h', 'siempre', '1234567d'])('refuses %s as a length of time', (text) => {
    expect(() => readConfig({ CONFIRM_TIMEOUT: text })).toThrow(/CONFIRM_TIMEOUT: ".*72h/);
  });

  it('names every setting that does not do, with its value and the expected form', () => {
    expect(() => readConfig({ PORT: 'ochenta', MAX_UPLOAD_BYTES: '-1' })).toThrow(
      /PORT: "ochenta"[\s\S]*MAX_UPLOAD_BYTES: "-1"/,
    );
  });

  it.each(Object.entries(READ_LIMIT_SETTINGS))(
    'sets the limit %s by its own variable, within its bounds',
    (limit, { variable, min, max }) => {
      expect(readConfig({ [variable]: String(min) }).readLimits).toEqual({
        ...DEFAULT_READ_LIMITS,
        [limit]: min,
      });
      expect(readConfig({ [variable]: String(max) }).readLimits).toEqual({
        ...DEFAULT_READ_LIMITS,
        [limit]: max,
      });
      for (const wrong of [String(min - 1), String(max + 1), '7.5e-1', 'mucho']) {
        expect(() => readConfig({ [variable]: wrong })).toThrow(
          `${variable}: "${wrong}" does not do: expected a whole number from ${min} to ${max}`,
        );
      }
    },
  );

  it.each([
    ['PORT', '65536', 'de 0 a 65535', 'from 0 to 65535'],
    ['PORT', '4000.5', 'número entero', 'whole number'],
    ['PORT', '0x50', 'número entero', 'whole number'],
    ['MAX_UPLOAD_BYTES', '2GiB', 'MAX_UPLOAD_BYTES=2147483648', '(2 GiB)'],
    ['WORKERS', '0', 'de 1 a 64', 'from 1 to 64'],
    ['WORKERS_PER_EMPRESA', '0', 'de 1 a 1000', 'from 1 to 1000'],
    ['ROLE', 'wroker', 'all, api, worker', 'expected one of'],
    ['DRAIN_MS', '2s', 'de 0 a 600000', 'from 0 to 600000'],
    ['NODE_ENV', 'prod', 'development, production, test', 'expected one of'],
    ['LOG_LEVEL', 'verbose', 'fatal, error', 'silent'],
    ['TRUST_PROXY', 'yes', '1 o 0', '1 or 0'],
    ['CORS_ORIGINS', 'foo', 'https://panel.example.com', 'without a path'],
    ['CORS_ORIGINS', 'https://a.example,*', 'sin ruta', 'list of origins'],
    ['CORS_ORIGINS', 'https://a.example/app', 'sin ruta', 'list of origins'],
    ['CORS_ORIGINS', 'ftp://a.example', 'sin ruta', 'list of origins'],
    ['PUBLIC_URL', 'facturas.example.com', 'se espera https://', 'expected https://'],
  ])('refuses %s=%s in both languages', (name, value, es, en) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(`${name}: "${value}" no sirve: se espera`);
    expect(read).toThrow(`${name}: "${value}" does not do: expected`);
    expect(read).toThrow(es);
    expect(read).toThrow(en);
  });

  it('takes the origin of an address that is written with capitals or a port', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://Panel.Example,http://localhost:5173/' }).corsOrigins).toEqual([
      'https://panel.example',
      'http://localhost:5173',
    ]);
  });

  it('never shows a secret', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).toThrow(/DATABASE_URL/);
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toThrow(/hunter2/);
    expect(() => readConfig({ EVENTS_URL: 'http://root:hunter2@db/x' })).toThrow(/EVENTS_URL/);
    expect(() => readConfig({ EVENTS_URL: 'http://root:hunter2@db/x' })).not.toThrow(/hunter2/);
  });
});
