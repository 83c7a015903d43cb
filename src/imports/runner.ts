import type { ImportParts } from './parts.ts';

/** Runs the empresas' imports, some at a time. */
export interface Runner extends AsyncDisposable {}

export function startRunner(_parts: ImportParts): Promise<Runner> {
  return Promise.reject(new Error('not yet'));
}
