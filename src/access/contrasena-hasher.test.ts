import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { CapacityError } from '../domain/errors.ts';
import { cheapHasher } from './access.test-data.ts';
import { contrasenaHasher } from './contrasena-hasher.ts';

const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };

describe('the contrasena hasher', () => {
  it('knows the contrasena again and no other', async () => {
    const hasher = cheapHasher();
    const hash = await hasher.hash('cuatro palabras al azar');
    expect(await hasher.verify(hash, 'cuatro palabras al azar')).toBe(true);
    expect(await hasher.verify(hash, 'cuatro palabras al Azar')).toBe(false);
    expect(await hasher.verify(hash, '')).toBe(false);
  });

  it('knows a contrasena again that another keyboard composes differently', async () => {
    const hasher = cheapHasher();
    expect(await hasher.verify(await hasher.hash('contrase\u00f1a larga'), 'contrasen\u0303a larga')).toBe(
      true,
    );
  });

  it('salts: the same contrasena gives two hashes', async () => {
    const hasher = cheapHasher();
    expect(await hasher.hash('cuatro palabras')).not.toBe(await hasher.hash('cuatro palabras'));
  });

  it('uses argon2id at what OWASP asks for', async () => {
    const hash = await contrasenaHasher().hash('cuatro palabras al azar');
    expect(hash).toMatch(/^\$argon2id\$v=19\$/);
    expect(parseOptions(hash)).toMatchObject({
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
      saltLen: 16,
    });
  });

  it('does the whole work, and says no, where nobody has the usuario', async () => {
    const hasher = contrasenaHasher();
    const hash = await hasher.hash('cuatro palabras al azar');
    const known: number[] = [];
    const nobody: number[] = [];
    for (let n = 0; n < 5; n++) {
      known.push(await cpuMilliseconds(() => hasher.verify(hash, 'no es esta, no')));
      nobody.push(await cpuMilliseconds(() => hasher.verify(undefined, 'no es esta, no')));
    }
    expect(await hasher.verify(undefined, 'cuatro palabras al azar')).toBe(false);
    // The least of each, since other work in the process only ever adds.
    expect(Math.min(...nobody)).toBeGreaterThan(Math.min(...known) * 0.5);
    expect(Math.min(...nobody)).toBeLessThan(Math.min(...known) * 2);
  });

  it('refuses when too many wait, and serves again once they are done', async () => {
    const hasher = contrasenaHasher({ parameters: CHEAP, running: 1, waiting: 2 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('cuatro palabras')));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toBeInstanceOf(CapacityError);
    expect(refused).toMatchObject({ code: 'CAPACITY', retryAfterSeconds: 2 });
    await expect(hasher.hash('cuatro palabras')).resolves.toContain('$argon2id$');
  });

  it('gives its turn back when one fails', async () => {
    const hasher = contrasenaHasher({ parameters: CHEAP, running: 1, waiting: 0 });
    await expect(hasher.verify('not a hash', 'cuatro palabras')).rejects.toThrow();
    await expect(hasher.hash('cuatro palabras')).resolves.toContain('$argon2id$');
  });
});

/** Of CPU: the clock would also count what other work on the machine takes. */
async function cpuMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
