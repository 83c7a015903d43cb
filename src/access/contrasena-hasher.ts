import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { turns, turnsByKey } from '../domain/turns.ts';

/** argon2id over the NFKC form, so that "ñ" is the same however the keyboard composes it. */
export interface ContrasenaHasher {
  hash(contrasena: string): Promise<string>;
  /** hash undefined: nobody has that usuario. Takes as long as with one, and is false. */
  verify(hash: string | undefined, contrasena: string): Promise<boolean>;
  /**
   * Runs the attempts at one usuario's contrasena one after the other. The limit of failures counts what is undecided, so
   * without it a program that logs in many times at once with the right contrasena would be taken for one that guesses.
   */
  inTurnOf<T>(usuarioKey: string, attempt: () => Promise<T>): Promise<T>;
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
    inTurnOf: turnsByKey(waiting),
  };
}

/** A well-formed hash of the same cost that no contrasena gives: its salt and result are both random. */
function nobodysHash({ memoryKib, passes, lanes }: Argon2Parameters): string {
  const unpadded = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(16)}$${unpadded(32)}`;
}
