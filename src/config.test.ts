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
      corsOrigins: [],
      trustProxy: false,
      maxUploadBytes: 2 * 2 ** 30,
      production: false,
      confirmTimeoutSeconds: 72 * 3_600,
    });
    expect(readConfig({}).readLimits).toEqual(DEFAULT_READ_LIMITS);
    expect(readConfig({}).dataDir).toMatch(/[/\\]data$/);
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

  it('never shows a secret', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).toThrow(/DATABASE_URL/);
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toThrow(/hunter2/);
  });
});
