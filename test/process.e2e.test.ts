import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectApi } from './api-client.ts';
import { sampleFile } from './sample-files.ts';
import { freePort, startServerProcess } from './server-process.ts';
import { ADMIN } from './start-app.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'importador-process-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe('the server as a process, on the embedded database', { timeout: 120_000 }, () => {
  it('starts in an empty folder, keeps its data over a restart, and ends cleanly with SIGTERM', async () => {
    const first = await startServerProcess(dataDir);
    const client = await connectApi(first.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    const { id } = await client.importFile(
      { plantilla: 'movistar-mx-ancho' },
      sampleFile('movistar-mx-ancho.xlsx'),
    );
    expect(await (await fetch(`${first.url}/livez`)).ok).toBe(true);
    await client.close();
    expect(await first.end('SIGTERM')).toBe(0);
    await expect(stat(join(dataDir, 'postgres', 'pg18', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);

    const second = await startServerProcess(dataDir);
    const again = await connectApi(second.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    expect(await again.import(id)).toMatchObject({
      estado: 'FINALIZADO',
      totals: { total: '447901.18', difference: '0.00' },
    });
    await again.close();
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('killed, leaves a database that the next start takes over', async () => {
    const first = await startServerProcess(dataDir);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const second = await startServerProcess(dataDir);
    const client = await connectApi(second.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    await client.close();
    expect(await second.end('SIGTERM')).toBe(0);
    const lock = await readFile(join(dataDir, 'postgres', 'pg18', 'postmaster.pid'), 'utf8').catch(() => '');
    expect(lock, 'the database was stopped with its last client').toBe('');
  });

  it('started by npm start, ends when npm is asked to end', async () => {
    const port = await freePort();
    const npm = spawn('npm', ['start'], {
      cwd: join(import.meta.dirname, '..'),
      env: {
        PATH: process.env.PATH ?? '',
        HOME: dataDir,
        PORT: String(port),
        DATA_DIR: dataDir,
        LOG_LEVEL: 'error',
      },
      stdio: 'ignore',
      detached: true,
    });
    try {
      const readyz = () => holds(fetch(`http://127.0.0.1:${port}/readyz`));
      await expect.poll(readyz, { timeout: 60_000 }).toBe(true);
      npm.kill('SIGTERM');
      await expect.poll(readyz, { timeout: 10_000 }).toBe(false);
      const lock = join(dataDir, 'postgres', 'pg18', 'postmaster.pid');
      await expect.poll(() => holds(stat(lock)), { timeout: 10_000 }).toBe(false);
    } finally {
      endGroup(npm.pid);
    }
  });

  it('with a setting that does not do, names it and ends with code 1', () => {
    const main = join(import.meta.dirname, '..', 'dist', 'main.js');
    const { status, stderr } = spawnSync(process.execPath, [main], {
      env: { PORT: 'ochenta' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/PORT: "ochenta"/);
  });
});

function holds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

/** Whatever a failed test leaves of npm, its shell and the server. */
function endGroup(pid: number | undefined) {
  try {
    if (pid) process.kill(-pid, 'SIGTERM');
  } catch {
    // nothing is left of it
  }
}
