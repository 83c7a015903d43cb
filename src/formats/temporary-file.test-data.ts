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

  /** For a test that writes thousands: the same file each time. */
  rewrite(name: string, bytes: Uint8Array | string): string {
    writeFileSync(this.path(name), bytes);
    return this.path(name);
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
