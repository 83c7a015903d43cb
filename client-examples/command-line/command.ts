import type { Language, Words } from '../import-file/language.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command knows of where it runs. */
export interface Context {
  readonly language: Language;
  readonly environment: Environment;
}

export interface Command {
  /** In the list of commands. */
  readonly summary: Words;
  /** All of it, with an example. */
  readonly help: Words;
  /** args: those after the command's name. Resolves with the exit code; throws UsageError. */
  run(args: readonly string[], context: Context): Promise<number>;
}

export const EXIT = {
  done: 0,
  /** The import failed or was refused, the server is not there, a check is not in order. */
  failed: 1,
  /** The command line cannot be meant. */
  misused: 2,
  /** Ctrl-C, as shells count it: 128 and the signal's number. */
  interrupted: 130,
} as const;
