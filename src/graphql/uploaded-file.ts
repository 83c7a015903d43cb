import type { Upload } from 'graphql-upload-minimal';
import { ImportadorError, RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** A file on its way in: its name as the client wrote it, its bytes as they arrive, once. */
export interface UploadedFile {
  readonly filename: string;
  /** Throws BAD_USER_INPUT where the form ends before the file does. */
  createReadStream(): AsyncIterable<Uint8Array>;
}

/** Resolves when the file's part of the form begins; rejects with BAD_USER_INPUT where it has none. */
export function uploadedFile(upload: Upload): Promise<UploadedFile> {
  const file = upload.promise.then(
    ({ filename, createReadStream }): UploadedFile => ({
      filename,
      createReadStream: () => readFile(createReadStream),
    }),
    (cause: unknown) => Promise.reject(broken(cause)),
  );
  // A field that is refused before it looks at its file leaves this promise to nobody.
  file.catch(() => {});
  return file;
}

/** A form that has ended already, in the middle of its file, throws as soon as the stream is asked for. */
async function* readFile(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* open();
  } catch (error) {
    throw broken(error);
  }
}

function broken(cause: unknown): unknown {
  if (cause instanceof ImportadorError) return cause;
  return new RequestError(
    'BAD_USER_INPUT',
    message(
      'El archivo no llegó completo; vuelva a subirlo',
      'The file did not arrive whole; upload it again',
    ),
    ['file'],
  );
}
