import { authenticate } from '../access/authenticate.ts';
import type { DownloadTokens } from '../access/download-token.ts';
import type { AccessParts } from '../access/parts.ts';
import type { Reading } from '../database/replica/reading.ts';
import { RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Session } from '../domain/session.ts';
import { createBatches } from '../graphql/batches.ts';
import type { ApiContext } from '../graphql/context.ts';
import type { ImportParts } from '../imports/parts.ts';
import type { Client } from './client.ts';
import { downloadLink } from './download-link.ts';

export interface ApiParts {
  readonly parts: ImportParts;
  readonly access: AccessParts;
  readonly downloadTokens: DownloadTokens;
  /** Where queries read; everything else, sessions included, is the database's of the parts. */
  readonly reading: Reading;
}

/** The context of one operation: its session is looked up once, and only if a field asks. */
export function apiContext({ parts, access, downloadTokens }: ApiParts, client: Client): ApiContext {
  let session: Promise<Session> | undefined;
  return {
    parts,
    access,
    language: client.language,
    address: client.address,
    log: client.log,
    gone: client.gone,
    session: () => {
      session ??= authenticated(access, client.token);
      return session;
    },
    batches: createBatches(),
    download: (thing) => downloadLink(downloadTokens, client, thing),
  };
}

async function authenticated(access: AccessParts, token: string | undefined): Promise<Session> {
  const session = token === undefined ? undefined : await authenticate(access, token);
  if (session) return session;
  throw unauthenticated();
}

export function unauthenticated(): RequestError {
  return new RequestError(
    'UNAUTHENTICATED',
    message(
      'No hay una sesión válida; entre con login o renuévela con refreshSession',
      'There is no valid session; log in with login, or renew it with refreshSession',
    ),
  );
}
