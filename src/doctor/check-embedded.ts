import { packageRoot } from '../database/embedded-binaries.ts';
import { message } from '../domain/message.ts';
import { type Check, fine, wrong } from './check.ts';

/** Whether the optional package with the embedded database is there; asked only where it is wanted. */
export function checkEmbedded({ databaseUrl }: { readonly databaseUrl: string | undefined }): Check {
  return {
    code: 'EMBEDDED_DATABASE',
    name: message('Base de datos incluida', 'Embedded database'),
    async find() {
      if (databaseUrl !== undefined)
        return fine('no hace falta: hay DATABASE_URL', 'not needed: there is a DATABASE_URL');
      const platform = `${process.platform}-${process.arch}`;
      const found = await packageRoot().then(
        () => true,
        () => false,
      );
      if (found) return fine(`instalada para ${platform}`, `installed for ${platform}`);
      return wrong(
        message(`no está instalada para ${platform}`, `not installed for ${platform}`),
        message(
          'instale de nuevo sin --omit=optional, o ponga DATABASE_URL con un PostgreSQL 15 o posterior',
          'install again without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer',
        ),
      );
    },
  };
}
