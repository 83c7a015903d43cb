import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { Language, Words } from './language.ts';

const Cascade = graphql(`
  query Cascade($periodo: Periodo!) {
    operadores {
      id
      code
      name
      plantillas(validIn: $periodo) {
        id
        code
        name
        tiposArchivo { id code name }
      }
    }
  }
`);

export interface Choice {
  readonly operador: { readonly id: string; readonly name: string };
  readonly plantilla: { readonly id: string; readonly name: string };
  readonly tipoArchivo: { readonly id: string; readonly name: string };
}

/** What was asked for is not offered; its message says what is. */
export class NoSuchChoiceError extends Error {
  override readonly name = 'NoSuchChoiceError';
}

export interface WantedChoice {
  readonly operador: string;
  readonly plantilla: string;
  readonly periodo: string;
  /** May be left out where the plantilla has only one. */
  readonly tipoArchivo: string | undefined;
  readonly language: Language;
}

/**
 * The form's cascade: Operador → Plantilla → Periodo → Tipo de Archivo, chosen by code or name. Throws
 * NoSuchChoiceError.
 */
export async function chooseInCascade(
  client: ApiClient,
  wanted: WantedChoice,
  signal?: AbortSignal,
): Promise<Choice> {
  const { periodo, language } = wanted;
  const { operadores } = await client.request(Cascade, { periodo }, { signal });
  const operador = pick(OPERADOR[language], operadores, wanted.operador, language);
  const plantillas = PLANTILLA[language](periodo, operador.code);
  const plantilla = pick(plantillas, operador.plantillas, wanted.plantilla, language);
  const tipos = TIPO[language](plantilla.code);
  const [only, ...others] = plantilla.tiposArchivo;
  if (wanted.tipoArchivo === undefined && only && others.length === 0)
    return { operador, plantilla, tipoArchivo: only };
  const tipoArchivo = pick(tipos, plantilla.tiposArchivo, wanted.tipoArchivo, language);
  return { operador, plantilla, tipoArchivo };
}

const OPERADOR: Words = { es: 'Operador', en: 'operador' };
const PLANTILLA = {
  es: (periodo: string, operador: string) => `Plantilla vigente en ${periodo} de ${operador}`,
  en: (periodo: string, operador: string) => `plantilla of ${operador} in force in ${periodo}`,
};
const TIPO = {
  es: (plantilla: string) => `Tipo de Archivo de ${plantilla}`,
  en: (plantilla: string) => `tipo de archivo of ${plantilla}`,
};

interface Named {
  readonly code: string;
  readonly name: string;
}

function pick<Item extends Named>(
  what: string,
  items: readonly Item[],
  wanted: string | undefined,
  language: Language,
): Item {
  const found =
    items.find(({ code }) => code === wanted) ??
    items.find(({ name }) => name.toLowerCase() === wanted?.toLowerCase());
  if (found) return found;
  const offered = items.map(({ code, name }) => `${code} (${name})`).join(', ');
  throw new NoSuchChoiceError(NOT_OFFERED[language](what, wanted, offered));
}

const NOT_OFFERED = {
  es: (what: string, wanted: string | undefined, offered: string) =>
    (wanted === undefined ? `Falta decir qué ${what}` : `No hay ${what} "${wanted}"`) +
    (offered === '' ? '; no hay ninguno' : `; hay: ${offered}`),
  en: (what: string, wanted: string | undefined, offered: string) =>
    (wanted === undefined ? `It is not said which ${what}` : `There is no ${what} "${wanted}"`) +
    (offered === '' ? '; there is none' : `; there are: ${offered}`),
};
