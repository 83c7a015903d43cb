import type { Language } from './domain/message.ts';
import { keepOldHeapSmall } from './keep-old-heap-small.ts';

/**
 * What `npx importador` calls of the server's own, each loaded only when it is asked for. All resolve with an
 * exit code.
 */

/** The server, until a signal asks it to stop. What its memory needs at the start is set before it is loaded. */
export async function serve(): Promise<number> {
  keepOldHeapSmall();
  await import('./main.ts');
  return Number(process.exitCode ?? 0);
}

export async function doctor(options: {
  readonly language: Language;
  readonly json: boolean;
}): Promise<number> {
  const { runDoctor } = await import('./run-doctor.ts');
  return runDoctor(options);
}

/** `help` is what is shown where the command line is not understood. */
export interface Asked {
  readonly language: Language;
  readonly help: string;
}

export async function plantilla(args: readonly string[], { language, help }: Asked): Promise<number> {
  const { runPlantilla } = await import('./run-plantilla.ts');
  return runPlantilla(language === 'en' ? [...args, '--en'] : args, help);
}

export async function admin(args: readonly string[], { language, help }: Asked): Promise<number> {
  const { runAdmin } = await import('./run-admin.ts');
  return runAdmin(['--lang', language, ...args], help);
}
