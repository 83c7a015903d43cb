import { parseArgs } from 'node:util';
import type { Language } from '../../domain/message.ts';
import { isPeriodo, type Periodo } from '../../domain/periodo.ts';

export interface CheckCommand {
  readonly kind: 'CHECK';
  readonly plantilla: string;
  /** A billing file to try it on. */
  readonly file: string | undefined;
  readonly tipo: string | undefined;
  readonly periodo: Periodo | undefined;
  readonly sheet: string | undefined;
  readonly language: Language;
}
export type PlantillaCommand = { readonly kind: 'HELP' } | CheckCommand;

export const PLANTILLA_HELP = `Uso: npm run plantilla -- check PLANTILLA.json [ARCHIVO] [opciones]

  Comprueba una plantilla (el archivo entero o solo su definición). Con un archivo de facturación además lo lee con
  ella, sin servidor y sin guardar nada, y muestra qué encontró: cabecera, columnas, filas, totales e incidencias.

  --tipo CÓDIGO       tipo de archivo; si falta, el que mejor encaja
  --periodo AAAA-MM   periodo que se importa; si falta, el mes actual
  --sheet HOJA        hoja que se lee; si falta, la que tiene la cabecera
  --en                in English
`;

/** A command line that cannot be meant; its message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** args: those after the program's name. Throws UsageError. */
export function parsePlantillaCommand(args: readonly string[]): PlantillaCommand {
  const { values, positionals } = read(args);
  if (values.help) return { kind: 'HELP' };
  const [verb, plantilla, file, ...others] = positionals;
  if (verb !== 'check') {
    throw new UsageError(
      verb === undefined ? 'falta la orden: check' : `"${verb}" no es una orden; use check`,
    );
  }
  if (plantilla === undefined) throw new UsageError('falta PLANTILLA.json');
  if (others.length > 0) throw new UsageError(`"${others.join(' ')}" sobra`);
  const { periodo, tipo, sheet } = values;
  if (periodo !== undefined && !isPeriodo(periodo)) {
    throw new UsageError(`"${periodo}" no es un mes; se espera AAAA-MM, como 2026-09`);
  }
  return { kind: 'CHECK', plantilla, file, tipo, periodo, sheet, language: values.en ? 'en' : 'es' };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    tipo: text,
    periodo: text,
    sheet: text,
    en: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
