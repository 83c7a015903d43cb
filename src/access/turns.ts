import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** Runs the job when its turn has come. Throws CapacityError CAPACITY, without running it, where too many wait already. */
export type InTurn = <T>(job: () => Promise<T>) => Promise<T>;

const RETRY_AFTER_SECONDS = 2;

/** First come, first served: so many run at once, so many more may wait. */
export function turns(running: number, waiting: number): InTurn {
  const line: (() => void)[] = [];
  let taken = 0;
  return async (job) => {
    if (taken < running) taken += 1;
    else if (line.length < waiting) await new Promise<void>((resolve) => line.push(resolve));
    else throw tooManyWaiting();
    try {
      return await job();
    } finally {
      const next = line.shift();
      if (next) next();
      else taken -= 1;
    }
  };
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
