import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** argon2id over the NFKC form, so that "ñ" is the same however the keyboard composes it. */
export interface ContrasenaHasher {
  hash(contrasena: string): Promise<string>;
  /** hash undefined: nobody has that usuario. Takes as long as with one, and is false. */
  verify(hash: string | undefined, contrasena: string): Promise<boolean>;
}

export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP's recommendation for argon2id: 19 MiB, 2 passes, 1 lane; about 30 ms of one core. */
export const ARGON2_PARAMETERS: Argon2Parameters = { memoryKib: 19_456, passes: 2, lanes: 1 };
/** Two at once leave half of Node's four pool threads to files and zlib, and hold 38 MiB. */
const RUNNING = 2;
/** The last one in a full queue waits about a second. */
const WAITING = 64;
const RETRY_AFTER_SECONDS = 2;

/** Throws CapacityError CAPACITY instead of letting more than `waiting` stand in line. */
export function contrasenaHasher(
  options: { parameters?: Argon2Parameters; running?: number; waiting?: number } = {},
): ContrasenaHasher {
  const { parameters = ARGON2_PARAMETERS, running = RUNNING, waiting = WAITING } = options;
  const inTurn = turns(running, waiting);
  const nobodys = nobodysHash(parameters);
  return {
    hash: (contrasena) =>
      inTurn(() =>
        hash(contrasena.normalize('NFKC'), {
          memoryCost: parameters.memoryKib,
          timeCost: parameters.passes,
          parallelism: parameters.lanes,
        }),
      ),
    verify: (known, contrasena) => inTurn(() => verify(known ?? nobodys, contrasena.normalize('NFKC'))),
  };
}

/** A well-formed hash of the same cost that no contrasena gives: its salt and result are both random. */
function nobodysHash({ memoryKib, passes, lanes }: Argon2Parameters): string {
  const unpadded = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(16)}$${unpadded(32)}`;
}

function turns(running: number, waiting: number): <T>(job: () => Promise<T>) => Promise<T> {
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

function tooManyWaiting(): CapacityError {
  return new CapacityError(
    message(
      `Demasiadas personas están entrando al mismo tiempo; vuelva a intentarlo en ${RETRY_AFTER_SECONDS} segundos`,
      `Too many people are logging in at the same time; try again in ${RETRY_AFTER_SECONDS} seconds`,
    ),
    RETRY_AFTER_SECONDS,
  );
}
