/** The key names no stored file: it was removed, or lost with its disk. */
export class MissingFileError extends Error {
  readonly key: string;
  constructor(key: string) {
    super(`There is no stored file ${JSON.stringify(key.slice(0, 64))}`);
    this.name = 'MissingFileError';
    this.key = key;
  }
}
