import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { ValidationError } from '../domain/errors.ts';
import { eventKinds, importRow, inputFor, newSession, schedule, useParts } from './imports.test-data.ts';
import { scheduleImport } from './schedule-import.ts';

const parts = useParts(useDatabase());

const codesOf = (error: unknown) =>
  error instanceof ValidationError ? error.fields.map(({ path, code }) => [path.join('.'), code]) : error;

describe('scheduleImport', () => {
  it('makes an entry that waits for its file, numbered from 1 in its empresa', async () => {
    const [session, other] = [await newSession(parts()), await newSession(parts())];
    const first = await schedule(parts(), session);
    const second = await schedule(parts(), session);
    const theirs = await schedule(parts(), other);
    expect(await importRow(parts(), first)).toMatchObject({
      number: 1,
      estado: 'PENDIENTE',
      phase: 'AWAITING_FILE',
      outcome: null,
      createdById: session.usuarioId,
      programacionMode: 'AHORA',
    });
    expect(await eventKinds(parts(), first)).toEqual(['CREATED']);
    expect(await importRow(parts(), second)).toMatchObject({ number: 2 });
    expect(await importRow(parts(), theirs)).toMatchObject({ number: 1, empresaId: other.empresaId });
  });

  it('tells the watchers of the empresa only after the commit', async () => {
    const session = await newSession(parts());
    const seen: Promise<unknown>[] = [];
    const stop = parts().changes.listen(
      session.empresaId,
      ({ importId }) => void seen.push(importRow(parts(), importId)),
    );
    const id = await schedule(parts(), session);
    stop();
    expect(await Promise.all(seen)).toMatchObject([{ id }]);
  });

  it('refuses a READER', async () => {
    const reader = await newSession(parts(), 'READER');
    await expect(schedule(parts(), reader)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([
    [
      'a date with AHORA',
      { programacion: { mode: 'AHORA', at: new Date() } },
      [['programacion.at', 'NOT_ALLOWED']],
    ],
    [
      'EN_FECHA without a date',
      { programacion: { mode: 'EN_FECHA' } },
      [['programacion.at', 'MISSING_VALUE']],
    ],
    [
      'a date more than a minute past',
      { programacion: { mode: 'EN_FECHA', at: new Date(Date.now() - 61_000) } },
      [['programacion.at', 'IN_THE_PAST']],
    ],

    ['an empty idempotencyKey', { idempotencyKey: '' }, [['idempotencyKey', 'INVALID_LENGTH']]],
    ['one of 201 characters', { idempotencyKey: 'k'.repeat(201) }, [['idempotencyKey', 'INVALID_LENGTH']]],
    ['one that the database cannot hold', { idempotencyKey: 'a\0b' }, [['idempotencyKey', 'INVALID_LENGTH']]],
    ['an operador that does not exist', { operadorId: 2_000_000_000 }, [['operadorId', 'UNKNOWN']]],
  ] as const)('refuses %s', async (_what, change, expected) => {
    const session = await newSession(parts());
    const error = await schedule(parts(), session, change).catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual(expected);
    expect(await parts().database.prisma.import.count({ where: { empresaId: session.empresaId } })).toBe(0);
  });

  it('takes a date less than a minute past, as a slow form sends it', async () => {
    const session = await newSession(parts());
    const at = new Date(Date.now() - 50_000);
    const id = await schedule(parts(), session, { programacion: { mode: 'EN_FECHA', at } });
    expect(await importRow(parts(), id)).toMatchObject({ programacionMode: 'EN_FECHA', programacionAt: at });
  });
});

describe('an idempotencyKey', () => {
  it('sent by 20 calls at once gives one import', async () => {
    const session = await newSession(parts());
    const input = await inputFor(parts(), { idempotencyKey: 'K-1' });
    const made = await Promise.all(Array.from({ length: 20 }, () => scheduleImport(parts(), session, input)));
    expect(new Set(made.map(({ importId }) => importId)).size).toBe(1);
    expect(await parts().database.prisma.import.count({ where: { empresaId: session.empresaId } })).toBe(1);
  });

  it('with other parameters is refused; ahora and leaving it out are the same', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session, { idempotencyKey: 'K-2' });
    const again = { idempotencyKey: 'K-2', programacion: { mode: 'AHORA' } } as const;
    expect(await schedule(parts(), session, again)).toBe(id);
    await expect(schedule(parts(), session, { ...again, periodo: '2026-10' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('belongs to one usuario', async () => {
    const session = await newSession(parts());
    const colleague = await newSession(parts(), 'ANALYST', session.empresaId);
    const id = await schedule(parts(), session, { idempotencyKey: 'K-3' });
    expect(await schedule(parts(), colleague, { idempotencyKey: 'K-3' })).not.toBe(id);
  });

  it('gives the import back also when its date has passed since', async () => {
    const session = await newSession(parts());
    const at = new Date(Date.now() - 59_900);
    const input = await inputFor(parts(), { idempotencyKey: 'K-4', programacion: { mode: 'EN_FECHA', at } });
    const { importId } = await scheduleImport(parts(), session, input);
    await expect.poll(() => Date.now() - at.getTime(), { timeout: 5_000 }).toBeGreaterThan(60_000);
    expect(await scheduleImport(parts(), session, input)).toEqual({ importId });
  });

  it('is free again after 30 days', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session, { idempotencyKey: 'K-5' });
    await parts().database.pool.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '30 days 1 second' WHERE import_id = $1`,
      [id],
    );
    const other = await schedule(parts(), session, { idempotencyKey: 'K-5', periodo: '2026-10' });
    expect(other).not.toBe(id);
    expect(await schedule(parts(), session, { idempotencyKey: 'K-5', periodo: '2026-10' })).toBe(other);
  });
});
