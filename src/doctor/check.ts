import type { Message } from '../domain/message.ts';

/** One thing that the server needs, and how it is. */
export type Finding =
  | { readonly ok: true; readonly says: Message }
  | { readonly ok: false; readonly says: Message; readonly todo: Message };

export interface Check {
  /** Stable and never translated, for scripts. */
  readonly code: string;
  readonly name: Message;
  /** Changes nothing that stays. Throws only for what is a bug. */
  find(): Promise<Finding>;
}

export function fine(es: string, en: string): Finding {
  return { ok: true, says: { es, en } };
}

export function wrong(says: Message, todo: Message): Finding {
  return { ok: false, says, todo };
}

/**
 * A reason for people, such as ECONNREFUSED or the first line of what was said. No contraseña of an address
 * is in it.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { code, message, syscall } = error as Partial<NodeJS.ErrnoException>;
  if (code !== undefined && syscall !== undefined) return code;
  const text = (message ?? String(error)).split('\n')[0] ?? '';
  return text.replaceAll(/\/\/[^\s/@]*@/g, '//…@');
}
