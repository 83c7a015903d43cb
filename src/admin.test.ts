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
    expect(stderr).toContain('"empresa destroy" is not a command');
    expect(stderr).toContain('empresa add CODE');
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
    expect(again).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The empresa ACME exists already; choose another code\n',
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
