import type { Language, Words } from '../import-file/language.ts';
import type { Command } from './command.ts';
import { readArgs, takeNames } from './read-args.ts';

/**
 * What src/server-commands.ts exports. The examples know nothing of the server's code: it is found where the
 * build lays it.
 */
interface ServerCommands {
  serve(): Promise<number>;
  doctor(options: { readonly language: Language; readonly json: boolean }): Promise<number>;
  plantilla(args: readonly string[], asked: Asked): Promise<number>;
  admin(args: readonly string[], asked: Asked): Promise<number>;
}

interface Asked {
  readonly language: Language;
  /** Shown where the command line is not understood. */
  readonly help: string;
}

const SERVER = new URL('../../server-commands.js', import.meta.url);
const server = (): Promise<ServerCommands> => import(SERVER.href);

const LANG: Words = {
  es: '  --lang es|en         idioma; si falta, el de LANG: inglés si empieza por "en"\n',
  en: '  --lang es|en         language; if left out that of LANG: English where it begins with "en"\n',
};

export const serveCommand: Command = {
  summary: { es: 'Inicia el servidor', en: 'Starts the server' },
  help: {
    es: `Uso: npx importador serve

  Inicia el servidor hasta que se le pida parar (Ctrl-C). Se configura solo con variables de entorno; las primeras:

  PORT=4000            puerto
  HOST=127.0.0.1       dirección; 0.0.0.0 para todas
  DATA_DIR=./data      archivos subidos y, sin DATABASE_URL, la base de datos incluida
  DATABASE_URL=…       PostgreSQL 15 o posterior, en lugar de la incluida
  ADMIN_USUARIO=admin  el primer administrador, y ADMIN_CONTRASENA su contraseña; sin ella se inventa una y se
                       muestra una sola vez

  Las demás están en docs/operations.md. "npx importador doctor" dice si todo está en orden.
  Termina con 0 cuando se le pide parar; con 1 si no puede empezar.

  PORT=8080 npx importador serve
`,
    en: `Usage: npx importador serve

  Starts the server until it is asked to stop (Ctrl-C). Only variables of the environment configure it; the first:

  PORT=4000            port
  HOST=127.0.0.1       address; 0.0.0.0 for all
  DATA_DIR=./data      uploaded files and, without DATABASE_URL, the embedded database
  DATABASE_URL=…       PostgreSQL 15 or newer, in place of the embedded one
  ADMIN_USUARIO=admin  the first administrator, and ADMIN_CONTRASENA their contraseña; without it one is made up
                       and shown only once

  The others are in docs/operations.md. "npx importador doctor" says whether all is in order.
  Ends with 0 when it is asked to stop, with 1 if it cannot start.

  PORT=8080 npx importador serve
`,
  },
  async run(args, { language }) {
    takeNames(readArgs(args, {}, language).positionals, [], language);
    return (await server()).serve();
  },
};

export const doctorCommand: Command = {
  summary: { es: 'Comprueba lo que el servidor necesita', en: 'Checks what the server needs' },
  help: {
    es: `Uso: npx importador doctor [--json]

  Comprueba con las variables de entorno del servidor: Node, la configuración, la carpeta de datos y su espacio, la
  base de datos (versión, migraciones, reloj), el almacén de archivos, Redis si se usa, y el puerto. Cada línea dice
  que está bien, o qué está mal y qué hacer. No cambia nada.

  --json               como JSON, una comprobación por línea
${LANG.es}
  Termina con 0: todo está bien. 1: algo está mal. 2: la orden no se entiende.
`,
    en: `Usage: npx importador doctor [--json]

  Checks with the server's variables of the environment: Node, the configuration, the data folder and its room, the
  database (version, migrations, clock), the store of files, Redis where it is used, and the port. Each line says
  that it is in order, or what is wrong and what to do. It changes nothing.

  --json               as JSON, one check a line
${LANG.en}
  Ends with 0: all is in order. 1: something is wrong. 2: the command is not understood.
`,
  },
  async run(args, { language }) {
    const options = { json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = readArgs(args, options, language);
    takeNames(positionals, [], language);
    return (await server()).doctor({ language, json: values.json });
  },
};

export const plantillaCommand: Command = {
  summary: {
    es: 'Comprueba una plantilla y la prueba con un archivo',
    en: 'Checks a plantilla and tries it on a file',
  },
  help: {
    es: `Uso: npx importador plantilla check PLANTILLA.json [ARCHIVO] [opciones]

  Comprueba una plantilla (el archivo entero o solo su definición). Con un archivo de facturación además lo lee con
  ella, sin servidor y sin guardar nada, y muestra qué encontró: cabecera, columnas, filas, totales e incidencias.

  --tipo CÓDIGO        tipo de archivo; si falta, el que mejor encaja
  --periodo AAAA-MM    periodo que se importa; si falta, el mes actual
  --sheet HOJA         hoja que se lee; si falta, la que tiene la cabecera
${LANG.es}
  Termina con 0: está bien. 1: está mal. 2: la orden no se entiende.
`,
    en: `Usage: npx importador plantilla check PLANTILLA.json [FILE] [options]

  Checks a plantilla (the whole file or its definition alone). With a billing file it also reads that with it,
  without a server and storing nothing, and shows what it found: header, columns, rows, totals and issues.

  --tipo CODE          tipo de archivo; if left out the one that fits best
  --periodo YYYY-MM    periodo that is imported; if left out this month
  --sheet SHEET        sheet that is read; if left out the one with the header
${LANG.en}
  Ends with 0: it is right. 1: it is wrong. 2: the command is not understood.
`,
  },
  run: async (args, { language }) =>
    (await server()).plantilla(args, { language, help: plantillaCommand.help[language] }),
};

export const adminCommand: Command = {
  summary: { es: 'Empresas y usuarios, sin pasar por la API', en: 'Empresas and usuarios, past the API' },
  help: {
    es: `Uso: npx importador admin ORDEN

  empresa add CÓDIGO [--name NOMBRE] [--usuario USUARIO]
      Una empresa con su primer ADMIN ("admin-" y el código, si --usuario no dice otro).
  empresa list
      Las empresas y cuántos usuarios tiene cada una.
  usuario add EMPRESA USUARIO --role ADMIN|SUPERVISOR|ANALYST|READER [--name NOMBRE]
      Un usuario más en la empresa de ese código.
  contrasena set USUARIO
      Una contraseña nueva para quien perdió la suya, también el único ADMIN. Termina sus sesiones.

  La contraseña se inventa y se muestra una vez, salvo que ADMIN_CONTRASENA tenga una. La base de datos es la del
  servidor: DATABASE_URL, y si no, la que está en DATA_DIR.
${LANG.es}
  Termina con 0: hecho. 1: no se pudo. 2: la orden no se entiende.
`,
    en: `Usage: npx importador admin COMMAND

  empresa add CODE [--name NAME] [--usuario USUARIO]
      An empresa with its first ADMIN ("admin-" and the code, unless --usuario says otherwise).
  empresa list
      The empresas and how many usuarios each has.
  usuario add EMPRESA USUARIO --role ADMIN|SUPERVISOR|ANALYST|READER [--name NAME]
      One more usuario in the empresa of that code.
  contrasena set USUARIO
      A new contraseña for who has lost theirs, also the only ADMIN. Ends their log-ins.

  A contraseña is made up and shown once, unless ADMIN_CONTRASENA holds one. The database is the server's own:
  DATABASE_URL, else the one under DATA_DIR.
${LANG.en}
  Ends with 0: done. 1: it was not possible. 2: the command is not understood.
`,
  },
  run: async (args, { language }) =>
    (await server()).admin(args, { language, help: adminCommand.help[language] }),
};
