import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUsuario } from '../src/access/add-usuario.ts';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, Change, ImportView } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-ar-detalle' };
const BAD = { net: 'cien' };

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

const importCsv = (words: Record<string, unknown>, bytes: Uint8Array) =>
  client.importFile({ ...WORDS, ...words }, bytes, { name: 'detalle.csv' });

async function issuesOf(id: string): Promise<{ totalCount: number; codes: string[] }> {
  const { import: found } = await client.query<{
    import: { issues: { totalCount: number; nodes: { code: string }[] } };
  }>('query ($id: ID!) { import(id: $id) { issues(first: 200) { totalCount nodes { code } } } }', { id });
  return { totalCount: found.issues.totalCount, codes: found.issues.nodes.map(({ code }) => code) };
}

const kindsOf = (changes: readonly Change[]) => changes.map(({ kind }) => kind);

describe('importProgress with after, once the import is settled', () => {
  let done: ImportView;
  beforeAll(async () => {
    done = await importCsv({ periodo: '2020-01' }, csvOf(rowsOf(3)));
  });

  it('replays every logged change above it, in order, and completes', async () => {
    const changes = await client.follow(done.id, '0');
    expect(kindsOf(changes)).toEqual('CREATED FILE_RECEIVED QUEUED STARTED STORING FINISHED'.split(' '));
    const third = changes[2]?.sequence;
    expect(kindsOf(await client.follow(done.id, third))).toEqual(['STARTED', 'STORING', 'FINISHED']);
    for (const { import: now } of changes) expect(now).toEqual(done);
  });

  it('only completes where after is its last change, or a later one of another import', async () => {
    expect(await client.follow(done.id, done.progress.sequence)).toEqual([]);
    const later = (await client.schedule({ ...WORDS, periodo: '2020-02' })).import;
    expect(await client.follow(done.id, later?.progress.sequence)).toEqual([]);
  });

  it('shows it as it is and completes where after was never given out', async () => {
    const changes = await client.follow(done.id, '999999999');
    expect(kindsOf(changes)).toEqual(['SNAPSHOT']);
    expect(changes[0]?.import).toEqual(done);
  });
});

describe('an import that failed', () => {
  it.each([
    ['no good row', {}, [BAD, BAD, BAD], 'ALL_ROWS_REJECTED'],
    ['REJECT_FILE', { errorPolicy: 'REJECT_FILE' }, [...rowsOf(5), BAD], 'REJECTED_BY_POLICY'],
  ])('for %s keeps its issues, its counters and the last percent', async (_why, words, rows, code) => {
    const failed = await importCsv({ periodo: '2020-03', ...words }, csvOf(rows));
    expect(failed).toMatchObject({ outcome: 'FAILED', failure: { code } });
    const { rowsRead, rowsTotal, rowsAccepted, rowsRejected, rowsSkipped, percent } = failed.progress;
    expect([rowsRead, rowsTotal]).toEqual([rows.length, rows.length]);
    expect(rowsAccepted + rowsRejected + rowsSkipped).toBe(rowsRead);
    expect(percent).toBeGreaterThan(0);
    expect(percent).toBeLessThanOrEqual(99);
    const { totalCount, codes } = await issuesOf(failed.id);
    expect(totalCount).toBe(failed.issueCounts.reduce((sum, { count }) => sum + count, 0));
    expect(new Set(codes)).toEqual(new Set(['INVALID_NUMBER']));
    expect(failed.totals).toMatchObject({ charges: 0, total: '0.00' });
  });
});

describe('duplicates', () => {
  it('are never found in what only validates, however often, and it finds what is stored no obstacle', async () => {
    const file = csvOf(rowsOf(4));
    for (let n = 0; n < 2; n++) {
      const checked = await importCsv({ periodo: '2020-04', validateOnly: true }, file);
      expect(checked).toMatchObject({
        outcome: 'SUCCEEDED',
        totals: { charges: 4 },
        progress: { percent: 100 },
      });
    }
    const stored = await importCsv({ periodo: '2020-04' }, file);
    expect(stored.outcome).toBe('SUCCEEDED');
  });

  it('name the import that holds one of the accounts', async () => {
    const first = await importCsv({ periodo: '2020-05' }, csvOf(rowsOf(5, 'C-5')));
    const second = await importCsv({ periodo: '2020-05' }, csvOf([...rowsOf(5, 'C-6'), ...rowsOf(6, 'C-5')]));
    expect(second).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'DUPLICATE_PERIODO', existing: { id: first.id } },
    });
    const third = await importCsv({ periodo: '2020-05' }, csvOf(rowsOf(6, 'C-6')));
    expect(third.outcome).toBe('SUCCEEDED');
  });

  it('with ADD are rows that are held, counted by occurrence; INFO only is SUCCEEDED', async () => {
    const twice = [...rowsOf(2, 'C-7'), ...rowsOf(2, 'C-7')];
    const words = { periodo: '2020-06' };
    expect(await importCsv(words, csvOf(twice))).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { rowsAccepted: 4, rowsSkipped: 0 },
    });
    const add = { ...words, duplicatePolicy: 'ADD' };
    const second = await importCsv(add, csvOf([...twice, ...rowsOf(3, 'C-7')]));
    expect(second).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { rowsRead: 7, rowsAccepted: 3, rowsSkipped: 4 },
      issueCounts: [{ code: 'DUPLICATE_ROW', severity: 'INFO', count: 4 }],
    });
    const third = await importCsv(add, csvOf([...twice, ...rowsOf(3, 'C-7'), ...rowsOf(1, 'C-8')]));
    expect(third).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { rowsAccepted: 1, rowsSkipped: 7 },
      totals: { charges: 1 },
    });
    const fourth = await importCsv(add, csvOf([...rowsOf(2, 'C-7')]));
    expect(fourth).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 0 } });
  });
});

describe('asking again for what already is', () => {
  it('changes nothing; asking a finished import for anything else is refused, however large the file', async () => {
    const file = csvOf(rowsOf(4, 'C-10'));
    const done = await importCsv({ periodo: '2020-10' }, file);
    const again = await client.upload(done.id, file, { name: 'otro-nombre.csv' });
    expect(again.import).toEqual(done);
    const refused = { __typename: 'TransitionProblem', code: 'WRONG_STATE', estado: 'FINALIZADO' };
    const large = csvOf(rowsOf(200_000, 'C-10'));
    expect(await client.upload(done.id, large)).toMatchObject({ ...refused, actions: done.actions });
    expect(await client.start(done.id)).toMatchObject(refused);
    expect(await client.delete(done.id)).toMatchObject(refused);
    expect(await client.import(done.id)).toEqual(done);
  });
});

describe('a file replaced', () => {
  it('while PENDIENTE is the one that is read; one that another import holds leaves the old one in place', async () => {
    const held = csvOf(rowsOf(2, 'C-11'));
    const first = await importCsv({ periodo: '2020-11' }, held);
    const id = (await client.schedule({ ...WORDS, periodo: '2020-12' })).import?.id ?? '';
    await client.upload(id, csvOf(rowsOf(3, 'C-11')), { name: 'a.csv', start: false });
    const replaced = await client.upload(id, csvOf(rowsOf(5, 'C-11')), { name: 'b.csv', start: false });
    expect(replaced.import).toMatchObject({ phase: 'READY', file: { name: 'b.csv' } });
    expect(await client.upload(id, held, { name: 'c.csv' })).toMatchObject({
      __typename: 'DuplicateProblem',
      existing: { id: first.id },
    });
    expect(await client.import(id)).toEqual(replaced.import);
    await client.start(id);
    await client.follow(id);
    expect(await client.import(id)).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 5 } });
  });
});

describe('roles', () => {
  it('an ANALYST reaches only own imports, a SUPERVISOR anyone’s; actions say the same', async () => {
    const contrasena = 'otra contraseña de prueba';
    const { rows } = await app.parts.database.pool.query('SELECT code FROM empresas');
    const people: Record<string, ApiClient> = {};
    for (const [usuario, role] of [
      ['ana', 'ANALYST'],
      ['beto', 'ANALYST'],
      ['sofia', 'SUPERVISOR'],
      ['lucia', 'READER'],
    ] as const) {
      const { database } = app.parts;
      await addUsuario({ database }, { empresaCode: rows[0].code, usuario, role, contrasena });
      people[usuario] = await app.login(usuario, contrasena);
    }
    const { ana, beto, sofia, lucia } = people as Record<'ana' | 'beto' | 'sofia' | 'lucia', ApiClient>;
    const id = (await ana.schedule({ ...WORDS, periodo: '2020-07' })).import?.id ?? '';
    expect((await ana.import(id)).actions).toEqual(['UPLOAD_FILE', 'DELETE']);
    expect((await beto.import(id)).actions).toEqual([]);
    expect((await lucia.import(id)).actions).toEqual([]);
    expect((await sofia.import(id)).actions).toEqual(['UPLOAD_FILE', 'DELETE']);
    for (const who of [beto, lucia]) {
      await expect(who.delete(id)).rejects.toThrow(/FORBIDDEN/);
      await expect(who.start(id)).rejects.toThrow(/FORBIDDEN/);
      await expect(who.upload(id, csvOf(rowsOf(1)))).rejects.toThrow(/FORBIDDEN/);
    }
    expect((await sofia.delete(id)).import).toMatchObject({ estado: 'ELIMINADO' });
    for (const who of Object.values(people)) await who.close();
  });
});

describe('a burst', () => {
  it('of 40 uploads at once ends with each import done, numbered without a gap', {
    timeout: 90_000,
  }, async () => {
    const scheduled = await Promise.all(
      Array.from({ length: 40 }, (_, n) => client.schedule({ ...WORDS, periodo: `${2030 + n}-01` })),
    );
    const numbers = scheduled.map(({ import: made }) => made?.number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) + n));
    const ids = scheduled.map(({ import: made }) => made?.id ?? '');
    await Promise.all(ids.map((id, n) => client.upload(id, csvOf(rowsOf(1, `B-${n}`)), { name: 'b.csv' })));
    for (const id of ids) await client.follow(id);
    for (const id of ids) expect(await client.import(id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });
});

describe('a database that restarts', () => {
  it('ends every connection in the middle of an import: it is stored once, and the next is woken', {
    timeout: 90_000,
  }, async () => {
    const id = (await client.schedule({ ...WORDS, periodo: '2020-08' })).import?.id ?? '';
    let broken = false;
    const breakAll = async () => {
      broken = true;
      const killer = new pg.Client({ connectionString: app.parts.database.url });
      await killer.connect();
      await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await killer.end();
    };
    const breaking: Promise<void>[] = [];
    const following = client.follow(id, undefined, ({ import: now }) => {
      if (!broken && (now?.progress.percent ?? 0) > 10) breaking.push(breakAll());
    });
    await client.upload(id, csvOf(rowsOf(150_000, 'C-9')), { name: 'grande.csv' });
    await following.catch(() => {}); // a subscription may break with the database
    await Promise.all(breaking);
    expect(broken).toBe(true);
    await expect.poll(async () => (await client.import(id)).estado, { timeout: 60_000 }).toBe('FINALIZADO');
    expect(await client.import(id)).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { attempt: 2 },
      totals: { charges: 150_000 },
    });
    expect((await importCsv({ periodo: '2020-09' }, csvOf(rowsOf(2)))).outcome).toBe('SUCCEEDED');
  });
});
