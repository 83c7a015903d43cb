import type { Database } from '../database/open-database.ts';
import type { ContrasenaHasher } from './contrasena-hasher.ts';
import type { Provider } from './provider.ts';
import type { SessionEnds } from './session-ends.ts';

/** What the verbs of this folder need. */
export interface AccessParts {
  readonly database: Database;
  /** One for the process, since it limits how many run at once. Left out: one of its own for every call, unlimited. */
  readonly hasher?: ContrasenaHasher;
  /** Left out: nothing is open that would have to hear. */
  readonly sessionEnds?: SessionEnds;
  /** The company's own log-in. Left out: there is none. */
  readonly provider?: Provider;
  /** Other folders keep their own settings beside these. */
  readonly settings?: object & { readonly sessions?: SessionLifetimes; readonly attempts?: AttemptLimits };
}

export interface SessionLifetimes {
  readonly accessSeconds: number;
  /** Counted anew at every refresh. */
  readonly refreshSeconds: number;
}

/** Failures allowed within a window that starts with the first of them. */
export interface AttemptLimits {
  readonly perUsuario: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
}
