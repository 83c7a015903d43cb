import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../test/database.ts';

const database = useDatabase();
/** Each start compiles the program anew, which takes seconds where the machine is busy. */
const STARTS_MS = 90_000;

describe('the program npm run admin', { timeout: STARTS_MS }, () => {
  it('answers a command line that it does not understand with its help and 2, and touches no database', async () => {
    const { code, stdout, stderr } = await admin(['empresa', 'destroy'], {
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('"empresa destroy" no es una orden\n');
    expect(stderr).toContain('empresa add CÓDIGO');
  });

  it('adds an empresa and shows the contrasena, then refuses the same code with 1 and one sentence', async () => {
    const added = await admin(['empresa', 'add', 'ACME', '--name', 'Acme Perú']);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toMatch(/^contraseña {2}[\w-]{24} /m);
    const empresa = await database().prisma.empresa.findUnique({
      where: { code: 'ACME' },
      include: { usuarios: true },
    });
    expect(empresa).toMatchObject({
      name: 'Acme Perú',
      usuarios: [{ usuario: 'admin-acme', role: 'ADMIN' }],
    });
    const again = await admin(['empresa', 'add', 'ACME']);
    expect(again).toEqual({ code: 1, stdout: '', stderr: 'La empresa ACME ya existe; elija otro código\n' });
  });

  it('speaks English where --lang asks for it, whatever it has to say', async () => {
    const [added, refused, misused] = await Promise.all([
      admin(['empresa', 'add', 'ENGLISH', '--lang', 'en']),
      admin(['--lang=en', 'empresa', 'add', 'a']),
      admin(['empresa', '--lang', 'en']),
    ]);
    expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('(shown only this once)') });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^"a" does not do as/) });
    expect(misused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^"empresa" is not a command\n\nUsage: /),
    });
  });
});

function admin(
  args: string[],
  environment: Record<string, string> = { DATABASE_URL: database().url },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'src/admin.ts', ...args],
      { env: { PATH: process.env.PATH ?? '', ...environment } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
