import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of one test's own, gone when it is disposed. */
export class TemporaryFolder implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'importador-test-'));
  #files = 0;

  write(bytes: Uint8Array | string): string {
    const path = join(this.#folder, `file-${++this.#files}`);
    writeFileSync(path, bytes);
    return path;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
