import { parseArgs } from 'node:util';
import type { EstadoFilter } from '../generated/graphql.ts';
import { ESTADO_CHOICES, isEstadoFilter } from './estado-choices.ts';

export interface ViewerOptions {
  readonly url: string;
  readonly usuario: string;
  readonly estado: EstadoFilter;
  /** Print the list as it is now, and end. */
  readonly once: boolean;
}

const ESTADOS = ESTADO_CHOICES.map(({ estado }) => estado).join(' | ');

export const USAGE = `Uso: npm run watch-imports -- --url http://127.0.0.1:4000/graphql --usuario USUARIO
       [--estado ${ESTADOS}] [--once]
La contraseña se pide sin mostrarla, o se toma de la variable de entorno CONTRASENA.`;

/** Throws an Error that says which option does not do, and how they are used. */
export function readOptions(args: readonly string[]): ViewerOptions {
  const { url, usuario, estado, once } = parse(args);
  if (usuario === undefined) throw new Error(`Falta --usuario\n${USAGE}`);
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new Error(`--url "${url}" no es una dirección http\n${USAGE}`);
  if (!isEstadoFilter(estado)) throw new Error(`--estado "${estado}" no es ninguno de ${ESTADOS}\n${USAGE}`);
  return { url, usuario, estado, once };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
        usuario: { type: 'string' },
        estado: { type: 'string', default: 'PENDIENTE_Y_EN_PROCESO' },
        once: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}
