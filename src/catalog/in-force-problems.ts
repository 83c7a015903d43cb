import type { Plantilla } from '../database/generated/client.ts';
import type { InvalidField } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { NamedParts, NamedPlantilla, NamedTipo } from './named-parts.ts';

/** What is wrong with each part by itself and with how they fit; empty: nothing. */
export function wrongParts({ operador, plantilla, tipo }: NamedParts): InvalidField[] {
  const wrong: InvalidField[] = [];
  if (!operador) wrong.push(unknownPart('operadorId', message('El operador', 'The operador')));
  else if (!operador.active) wrong.push(inactive(operador.name));
  if (!plantilla) wrong.push(unknownPart('plantillaId', message('La plantilla', 'The plantilla')));
  else if (operador && plantilla.operador.code !== operador.code) {
    wrong.push(
      doesNotBelong(
        'plantillaId',
        message(
          `La plantilla "${plantilla.name}" es del operador "${plantilla.operador.name}", no de "${operador.name}"; elija una de "${operador.name}"`,
          `The plantilla "${plantilla.name}" is of the operador "${plantilla.operador.name}", not of "${operador.name}"; choose one of "${operador.name}"`,
        ),
      ),
    );
  }
  if (!tipo) wrong.push(unknownPart('tipoArchivoId', message('El tipo de archivo', 'The tipo de archivo')));
  else if (plantilla && !samePlantilla(tipo.plantilla, plantilla)) {
    wrong.push(
      doesNotBelong(
        'tipoArchivoId',
        message(
          `El tipo de archivo "${tipo.name}" es de la plantilla "${tipo.plantilla.name}", no de "${plantilla.name}"; elija uno de "${plantilla.name}"`,
          `The tipo de archivo "${tipo.name}" is of the plantilla "${tipo.plantilla.name}", not of "${plantilla.name}"; choose one of "${plantilla.name}"`,
        ),
      ),
    );
  }
  return wrong;
}

export function plantillaNotInForce(
  { name }: NamedPlantilla,
  periodo: Periodo,
  inForce: readonly Plantilla[],
): InvalidField {
  const others = inForce.map((plantilla) => `"${plantilla.name}"`).join(', ');
  return {
    path: ['plantillaId'],
    code: 'NOT_IN_FORCE',
    text: message(
      `La plantilla "${name}" no tiene ninguna versión vigente en ${periodo}; ${others ? `en ese periodo vale ${others}` : 'elija otro periodo'}`,
      `The plantilla "${name}" has no version in force in ${periodo}; ${others ? `in that periodo there is ${others}` : 'choose another periodo'}`,
    ),
  };
}

/** The version in force has no such file any more, or not yet. */
export function tipoNotInForce({ name }: NamedTipo, plantilla: Plantilla, periodo: Periodo): InvalidField {
  return {
    path: ['tipoArchivoId'],
    code: 'NOT_IN_FORCE',
    text: message(
      `La versión ${plantilla.version} de "${plantilla.name}", vigente en ${periodo}, no tiene el tipo de archivo "${name}"; elija uno de esa versión`,
      `Version ${plantilla.version} of "${plantilla.name}", in force in ${periodo}, has no tipo de archivo "${name}"; choose one of that version`,
    ),
  };
}

function samePlantilla(one: NamedPlantilla, other: NamedPlantilla): boolean {
  return one.code === other.code && one.operador.code === other.operador.code;
}

function unknownPart(part: string, the: Message): InvalidField {
  return {
    path: [part],
    code: 'UNKNOWN',
    text: message(
      `${the.es} no existe; elija uno de la lista`,
      `${the.en} does not exist; choose one from the list`,
    ),
  };
}

function inactive(name: string): InvalidField {
  return {
    path: ['operadorId'],
    code: 'INACTIVE',
    text: message(
      `El operador "${name}" no está activo; elija otro`,
      `The operador "${name}" is not active; choose another`,
    ),
  };
}

function doesNotBelong(part: string, text: Message): InvalidField {
  return { path: [part], code: 'DOES_NOT_BELONG', text };
}
