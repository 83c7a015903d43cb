import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const IMPORTADOR = join(
  import.meta.dirname,
  '..',
  'dist',
  'client-examples',
  'command-line',
  'importador.js',
);

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandRun extends Promise<Ended> {
  readonly child: ChildProcess;
  /** Resolves once the text stands in what was written so far, on either output. */
  says(text: string): Promise<void>;
  /** Both outputs so far. */
  written(): string;
}

/**
 * The built `importador` as a process of its own, without a terminal. The environment is what is given and
 * PATH.
 */
export function runImportador(args: readonly string[], environment: Record<string, string> = {}): CommandRun {
  const child = spawn(process.execPath, [IMPORTADOR, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  let check = () => {};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      check();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...written }));
  });
  return Object.assign(ended, {
    child,
    written: () => written.stderr + written.stdout,
    says: (text: string) =>
      new Promise<void>((resolve, reject) => {
        check = () => {
          if (written.stdout.includes(text) || written.stderr.includes(text)) resolve();
        };
        check();
        void ended.then(({ code, stderr }) => reject(new Error(`It ended with ${code}: ${stderr}`)));
      }),
  });
}
