declare const fileKeyBrand: unique symbol;
/** Names a stored file and the place that took it. Random: nothing that a user typed is in it. */
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

export interface ListedFile {
  readonly key: FileKey;
  readonly bytes: number;
  /** When it became whole; where the place tells only when it was begun, the latest time at which it can have. */
  readonly modifiedAt: Date;
}

/**
 * Where uploaded files rest. Every implementation passes file-store.contract.ts. Whatever asks a place that does not
 * answer, or has no room, gets a CapacityError.
 */
export interface FileStore extends AsyncDisposable {
  /** The same for all processes that see the same files, and different for any other (file-key.ts). */
  readonly place: string;
  /**
   * Resolves only when the bytes are durable. A put that fails leaves nothing behind and throws FileError
   * FILE_TOO_LARGE (naming the limit), CapacityError, the signal's reason, or the source's own error; the source is
   * closed.
   */
  put(source: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredFile>;
  /** The bytes as stored; rejects at the first read where the key names nothing. */
  read(key: string): AsyncIterable<Uint8Array>;
  /** Rejects where the key names nothing, and with the signal's reason: whoever leaves waits for no byte more. */
  localPath(key: string, signal?: AbortSignal): Promise<LocalFile>;
  has(key: string): Promise<boolean>;
  /** A key that names nothing is no error. */
  remove(key: string): Promise<void>;
  /** Whole files only, in no order. */
  list(): AsyncIterable<ListedFile>;
  /** Removes what dead processes left half-made; never what a living one, here or elsewhere, still makes. */
  sweep(): Promise<void>;
}
