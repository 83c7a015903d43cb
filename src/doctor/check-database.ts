import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbedded } from '../database/embedded-postgres.ts';
import { type DatabaseState, inspectDatabase } from '../database/inspect-database.ts';
import { message } from '../domain/message.ts';
import { type Check, type Finding, fine, reasonOf, wrong } from './check.ts';

export interface DatabaseSettings {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly searchPath: string;
  /** The folder of migrations. */
  readonly migrations: string;
}

const LEAST_MAJOR = 15;
/** Sessions and signed links are judged by both clocks. */
const MOST_CLOCK_MS = 5_000;

/**
 * Whether the database answers, is new enough, has migrations that this program knows, and about the same
 * time.
 */
export function checkDatabase(settings: DatabaseSettings): Check {
  return {
    code: 'DATABASE',
    name: message('Base de datos', 'Database'),
    async find() {
      if (settings.databaseUrl !== undefined) return inspect(settings.databaseUrl, settings);
      const folder = join(settings.dataDir, 'postgres');
      const made = await access(folder).then(
        () => true,
        () => false,
      );
      if (!made)
        return fine('la incluida se creará al iniciar', 'the embedded one will be made at the start');
      try {
        // The one that a running server uses is joined, else it is started and stopped again.
        await using server = await startEmbedded(folder, { searchPath: settings.searchPath });
        return await inspect(server.url, settings);
      } catch (error) {
        return unreachable(error, settings);
      }
    },
  };
}

async function inspect(url: string, settings: DatabaseSettings): Promise<Finding> {
  try {
    return judge(await inspectDatabase(url, settings.migrations));
  } catch (error) {
    return unreachable(error, settings);
  }
}

function unreachable(error: unknown, { databaseUrl, dataDir }: DatabaseSettings): Finding {
  const why = reasonOf(error);
  const says = message(`no sirve: ${why}`, `does not do: ${why}`);
  if (databaseUrl === undefined)
    return wrong(
      says,
      message(
        `mire ${join(dataDir, 'postgres', 'postgres.log')}, o ponga DATABASE_URL con otra`,
        `look into ${join(dataDir, 'postgres', 'postgres.log')}, or set DATABASE_URL to another`,
      ),
    );
  return wrong(
    says,
    message(
      'compruebe en DATABASE_URL host, puerto, usuario, contraseña y nombre, y que PostgreSQL esté en marcha',
      'check host, port, usuario, contraseña and name in DATABASE_URL, and that PostgreSQL is running',
    ),
  );
}

function judge({ version, major, applied, pending, clockAheadMs }: DatabaseState): Finding {
  if (major < LEAST_MAJOR)
    return wrong(
      message(`PostgreSQL ${version} es demasiado antiguo`, `PostgreSQL ${version} is too old`),
      message(`use PostgreSQL ${LEAST_MAJOR} o posterior`, `use PostgreSQL ${LEAST_MAJOR} or newer`),
    );
  if (Math.abs(clockAheadMs) > MOST_CLOCK_MS) {
    const seconds = (Math.abs(clockAheadMs) / 1_000).toFixed(1);
    const ahead = clockAheadMs > 0;
    return wrong(
      message(
        `el reloj de esta máquina va ${seconds} s ${ahead ? 'adelantado' : 'atrasado'} respecto al de la base de datos`,
        `this machine's clock is ${seconds} s ${ahead ? 'ahead of' : 'behind'} the database's`,
      ),
      message('ponga ambas en hora, por ejemplo con NTP', 'set both right, for example by NTP'),
    );
  }
  const clock = `${Math.abs(clockAheadMs)} ms`;
  return fine(
    `PostgreSQL ${version}; ${applied} migraciones${pending.length > 0 ? `, ${pending.length} se aplicarán al iniciar` : ''}; diferencia de reloj ${clock}`,
    `PostgreSQL ${version}; ${applied} migrations${pending.length > 0 ? `, ${pending.length} will be applied at the start` : ''}; clocks differ by ${clock}`,
  );
}
