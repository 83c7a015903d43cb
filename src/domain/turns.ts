import { CapacityError } from './errors.ts';
import { message } from './message.ts';

export interface TurnOptions {
  /** Ends the waiting, which then rejects with its reason; a job that runs has to hear it itself. */
  readonly signal?: AbortSignal;
  /** What is thrown where too many wait already; left out: CapacityError CAPACITY that speaks of logging in. */
  readonly refused?: () => Error;
}

/** Runs the job when its turn has come. Throws what `refused` gives, without running it, where too many wait already. */
export type InTurn = <T>(job: () => Promise<T>, options?: TurnOptions) => Promise<T>;

const RETRY_AFTER_SECONDS = 2;

/** First come, first served: so many run at once, so many more may wait. */
export function turns(running: number, waiting: number): InTurn {
  const line: (() => void)[] = [];
  let taken = 0;
  return async (job, { signal, refused = tooManyWaiting } = {}) => {
    signal?.throwIfAborted();
    if (taken < running) taken += 1;
    else if (line.length < waiting) await standInLine(line, signal);
    else throw refused();
    try {
      return await job();
    } finally {
      const next = line.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}

/** Resolves when it is called up from the line; leaves the line when the signal says so. */
function standInLine(line: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      line.splice(line.indexOf(enter), 1);
      reject(signal?.reason);
    };
    line.push(enter);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** One at a time for each key; keys do not wait for each other. Nothing is kept of a key that nobody uses. */
export function turnsByKey(waiting: number): <T>(key: string, job: () => Promise<T>) => Promise<T> {
  const lines = new Map<string, { readonly inTurn: InTurn; users: number }>();
  return async (key, job) => {
    const line = lines.get(key) ?? { inTurn: turns(1, waiting), users: 0 };
    lines.set(key, line);
    line.users += 1;
    try {
      return await line.inTurn(job);
    } finally {
      line.users -= 1;
      if (line.users === 0) lines.delete(key);
    }
  };
}

function tooManyWaiting(): CapacityError {
  return new CapacityError(
    message(
      `Demasiadas personas están entrando al mismo tiempo; vuelva a intentarlo en ${RETRY_AFTER_SECONDS} segundos`,
      `Too many people are logging in at the same time; try again in ${RETRY_AFTER_SECONDS} seconds`,
    ),
    RETRY_AFTER_SECONDS,
  );
}
