import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Each start compiles the program anew, which takes seconds where the machine is busy. */
const STARTS_MS = 90_000;
const BUILT_IN = 'src/plantillas/built-in/claro-pe-detalle.json';

describe('the program npm run plantilla', { timeout: STARTS_MS }, () => {
  it('answers with 0 for what is right, 1 for what is not, 2 and its help for what it does not understand', async () => {
    const [right, wrong, misused] = await Promise.all([
      plantilla(['check', BUILT_IN, 'test/fixtures/samples/claro-pe-detalle.xlsx', '--periodo', '2026-09']),
      plantilla(['check', 'package.json']),
      plantilla(['comprueba']),
    ]);
    expect(right).toMatchObject({ code: 0, stderr: '' });
    expect(right.stdout).toContain('Filas: ');
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('tiposArchivo: falta');
    expect(misused).toMatchObject({ code: 2, stdout: '' });
    expect(misused.stderr).toContain('Uso: npm run plantilla -- check');
  });
});

function plantilla(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'src/plantilla.ts', ...args],
      { env: { PATH: process.env.PATH ?? '' } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
