import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

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
    });
    expect(readConfig({}).dataDir).toMatch(/[/\\]data$/);
  });

  it('reads a list of origins, with blanks and closing slashes', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://a.example/, https://b.example' }).corsOrigins).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  it('names every setting that does not do, with its value and the expected form', () => {
    expect(() => readConfig({ PORT: 'ochenta', MAX_UPLOAD_BYTES: '-1' })).toThrow(
      /PORT: "ochenta"[\s\S]*MAX_UPLOAD_BYTES: "-1"/,
    );
  });

  it('never shows a secret', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).toThrow(/DATABASE_URL/);
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toThrow(/hunter2/);
  });
});
