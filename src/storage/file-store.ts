declare const fileKeyBrand: unique symbol;
/** Names a stored file. Random: nothing that a user typed is in it. */
export type FileKey = string & { readonly [fileKeyBrand]: true };

export interface StoredFile {
  readonly key: FileKey;
  readonly bytes: number;
  /** Lower-case hex of what was stored, computed on the way. */
  readonly sha256: string;
}

export interface PutLimits {
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** A file on this machine, for a reader that needs to seek; disposing it gives back what it took. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

/** Where uploaded files rest. Every implementation passes file-store.contract.ts. */
export interface FileStore extends AsyncDisposable {
  /**
   * Resolves only when the bytes are durable. A put that fails leaves nothing behind and throws FileError
   * FILE_TOO_LARGE (naming the limit), CapacityError (no space left), the signal's reason, or the source's own error; the
   * source is closed.
   */
  put(source: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredFile>;
  /** The bytes as stored; rejects at the first read where the key names nothing. */
  read(key: string): AsyncIterable<Uint8Array>;
  /** Rejects where the key names nothing. */
  localPath(key: string): Promise<LocalFile>;
  has(key: string): Promise<boolean>;
  /** A key that names nothing is no error. */
  remove(key: string): Promise<void>;
  /** Whole files only, in no order. */
  list(): AsyncIterable<{ readonly key: FileKey; readonly modifiedAt: Date }>;
}
