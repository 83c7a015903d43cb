import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DownloadGrant, downloadTokens } from './download-token.ts';

const secret = randomBytes(32);
const tokens = downloadTokens(secret);
const grant: DownloadGrant = {
  kind: 'REJECTED_ROWS',
  empresaId: 7,
  id: 12,
  language: 'es',
  expiresAt: new Date('2026-10-01T12:00:00Z'),
};
const before = new Date('2026-10-01T11:59:59.999Z');

describe('a download token', () => {
  it('says what it opens until it expires', () => {
    expect(tokens.read(tokens.sign(grant), before)).toEqual(grant);
    expect(tokens.read(tokens.sign(grant), grant.expiresAt)).toBe('EXPIRED');
  });

  it('is unknown where any of its characters was changed', () => {
    const token = tokens.sign(grant);
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(tokens.read(token.slice(0, i) + other + token.slice(i + 1), before), `at ${i}`).toBe('UNKNOWN');
    }
  });

  it.each(['', 'x', '.', 'a'.repeat(300), `${'a'.repeat(20)}.${'b'.repeat(43)}`, '../../etc/passwd'])(
    '%j is none',
    (text) => {
      expect(tokens.read(text, before)).toBe('UNKNOWN');
    },
  );

  it("of another server's secret is unknown", () => {
    expect(downloadTokens(randomBytes(32)).read(tokens.sign(grant), before)).toBe('UNKNOWN');
    expect(downloadTokens(secret).read(tokens.sign(grant), before)).toEqual(grant);
  });
});
