import type { RowIssueCode } from '../domain/codes.ts';
import { type Message, message } from '../domain/message.ts';

/** What an issue keeps beside its code; null where it has none. */
export interface IssueFacts {
  readonly header: string | null;
  readonly rawValue: string | null;
  /** The expected form, or what else the message has to name. */
  readonly detail: string | null;
}

export interface IssueText {
  readonly message: Message;
  /** What to do about it. */
  readonly hint: Message | null;
}

/** A raw value longer than this is cut in sentences; the issue keeps it. */
const SHOWN_CHARACTERS = 80;

/** Says in people's words what is wrong with a cell, row or column: names it, shows the value, tells the expected form. */
export function issueMessage(code: RowIssueCode, { header, rawValue, detail }: IssueFacts): IssueText {
  const h = `"${header ?? ''}"`;
  const value = shown(rawValue);
  const mark = header === null ? '' : `: ${h} = ${value}`;
  return TEXTS[code]({
    h,
    bare: header ?? '',
    value,
    detail: detail ?? '',
    mark,
    isBlank: rawValue === null,
  });
}

interface Words {
  /** The header in quotes. */
  readonly h: string;
  /** Without them. */
  readonly bare: string;
  /** The raw value in quotes. */
  readonly value: string;
  readonly detail: string;
  /** By what a row was known: `: "Plan" = "SUMA"`, or nothing. */
  readonly mark: string;
  /** There is no raw value. */
  readonly isBlank: boolean;
}

const CORRECT = message(
  'Corrija la celda en el archivo de filas rechazadas (rejectedRowsFile) y súbalo con reprocessRows.',
  'Correct the cell in the file of rejected rows (rejectedRowsFile) and upload that with reprocessRows.',
);

const TEXTS: Readonly<Record<RowIssueCode, (words: Words) => IssueText>> = {
  MISSING_VALUE: ({ h }) =>
    text(
      `Falta un valor en ${h}, que es obligatoria`,
      `A value is missing in ${h}, which is required`,
      CORRECT,
    ),
  INVALID_NUMBER: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es un número; se espera como ${detail}`,
      `${value} in ${h} is not a number; expected one like ${detail}`,
      CORRECT,
    ),
  AMBIGUOUS_NUMBER: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no sigue la forma de los números de la plantilla, ${detail}, y podría leerse de otra manera`,
      `${value} in ${h} is not written like the plantilla's numbers, ${detail}, and could be read in another way`,
      message(
        'Escriba el importe en la forma de la plantilla, o corrija en ella el signo decimal.',
        "Write the amount in the plantilla's form, or correct the decimal sign there.",
      ),
    ),
  INVALID_DATE: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es una fecha que exista; se espera ${spanish(detail)}`,
      `${value} in ${h} is not a date that exists; expected ${detail}`,
      CORRECT,
    ),
  AMBIGUOUS_DATE: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es una fecha ${spanish(detail)}, pero lo sería en otro orden`,
      `${value} in ${h} is not a date ${detail}, but would be one in another order`,
      message(
        'Escriba la fecha en el orden de la plantilla, o corrija en ella el orden.',
        "Write the date in the plantilla's order, or correct the order there.",
      ),
    ),
  INVALID_TIME: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es una hora del día; se espera ${detail}`,
      `${value} in ${h} is not a time of day; expected ${detail}`,
      CORRECT,
    ),
  INVALID_DURATION: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es una duración; se espera ${detail}`,
      `${value} in ${h} is not a duration; expected ${detail}`,
      CORRECT,
    ),
  INVALID_DATA_VOLUME: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es un volumen de datos; se espera un número, en ${detail} o con su unidad`,
      `${value} in ${h} is not a data volume; expected a number, in ${detail} or with its unit`,
      CORRECT,
    ),
  INVALID_PERIODO: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es un mes; se espera ${spanish(detail)}`,
      `${value} in ${h} is not a month; expected ${detail}`,
      CORRECT,
    ),
  INVALID_LINEA: ({ h, value, detail }) =>
    text(
      `${value} en ${h} no es un número de línea${detail && `; se esperan ${detail} cifras`}`,
      `${value} in ${h} is not the number of a line${detail && `; expected ${detail} digits`}`,
      CORRECT,
    ),
  LINEA_LOST_DIGITS: ({ h, value }) =>
    text(
      `${value} en ${h} ha perdido cifras: así muestra Excel un número demasiado ancho`,
      `${value} in ${h} has lost digits: this is how Excel shows a number that is too wide`,
      message(
        'Dé a la columna formato de texto o ensánchela, y vuelva a exportar el archivo.',
        'Format the column as text or widen it, and export the file again.',
      ),
    ),
  GARBLED_TEXT: ({ h, value }) =>
    text(
      `${value} en ${h} tiene letras cambiadas por una codificación equivocada`,
      `${value} in ${h} has letters garbled by a wrong encoding`,
      message(
        'La fila se importó así; si molesta, pida el archivo en UTF-8.',
        'The row was imported so; if it disturbs, ask for the file in UTF-8.',
      ),
    ),
  FORMULA_WITHOUT_VALUE: ({ h }) =>
    text(
      `La fórmula de ${h} se guardó sin su resultado`,
      `The formula in ${h} was saved without its result`,
      message(
        'Escriba el valor en el archivo de filas rechazadas (rejectedRowsFile) y súbalo con reprocessRows.',
        'Write the value into the file of rejected rows (rejectedRowsFile) and upload that with reprocessRows.',
      ),
    ),
  ERROR_CELL: ({ h, value }) =>
    text(`${h} contiene el error ${value}`, `${h} holds the error ${value}`, CORRECT),
  MISSING_COLUMN: ({ h, bare, detail, value, isBlank }) =>
    isBlank
      ? text(
          `Falta la columna ${h}; se importó sin ella`,
          `The column ${h} is missing; the file was imported without it`,
          detail === ''
            ? message(
                'Si el operador la quitó o le cambió el nombre, actualice la plantilla.',
                'If the operador has dropped or renamed it, update the plantilla.',
              )
            : alike(detail, bare),
        )
      : text(
          `El archivo se llama ${value}, no como ${h}; se importó sin lo que diría su nombre`,
          `The file is called ${value}, not like ${h}; it was imported without what its name would tell`,
          message(
            'Súbalo con el nombre que le da el operador.',
            'Upload it under the name that the operador gives it.',
          ),
        ),
  DUPLICATE_COLUMN: ({ h }) =>
    text(`La columna ${h} está más de una vez`, `The column ${h} is there more than once`, null),
  NEW_COLUMN: ({ h, bare, detail }) =>
    text(
      `La plantilla no conoce la columna ${h}; no se importó`,
      `The plantilla does not know the column ${h}; it was not imported`,
      detail === ''
        ? message(
            'Si lleva importes, añádala a la plantilla.',
            'If it holds amounts, add it to the plantilla.',
          )
        : alike(bare, detail),
    ),
  DATE_OUTSIDE_PERIODO: ({ h, value, detail }) =>
    text(
      `La fecha ${value} de ${h} está fuera del periodo (${between(detail, 'a')})`,
      `The date ${value} of ${h} is outside the periodo (${between(detail, 'to')})`,
      null,
    ),
  OTHER_PERIODO: ({ h, value, detail }) =>
    text(
      `${value} en ${h} es otro periodo; se importa ${detail}`,
      `${value} in ${h} is another periodo; ${detail} is being imported`,
      message('Importe la fila con su propio periodo.', 'Import the row with its own periodo.'),
    ),
  UNKNOWN_CONCEPT: ({ value }) =>
    text(
      `Ninguna regla de la plantilla conoce el concepto ${value}; cuenta como OTHER`,
      `No rule of the plantilla knows the concept ${value}; it counts as OTHER`,
      message('Añada una regla en "concepts".', 'Add a rule in "concepts".'),
    ),
  TOTAL_MISMATCH: ({ h, value, detail }) =>
    text(
      `${h} dice ${value}, y la fila suma ${detail}`,
      `${h} says ${value}, and the row adds up to ${detail}`,
      message(
        'La fila se importó como está; reclame la diferencia.',
        'The row was imported as it is; claim the difference.',
      ),
    ),
  TOTAL_ROW: ({ mark }) =>
    text(`Fila de total, no se importa${mark}`, `A total row, not imported${mark}`, null),
  EXCLUDED_ROW: ({ mark }) =>
    text(`Fila excluida por la plantilla${mark}`, `A row that the plantilla leaves out${mark}`, null),
  DUPLICATE_ROW: () =>
    text(
      'Esta fila ya estaba importada en el mismo periodo',
      'This row has been imported in the same periodo already',
      null,
    ),
};

function text(es: string, en: string, hint: Message | null): IssueText {
  return { message: message(es, en), hint };
}

/** A column that was renamed, most likely. */
function alike(written: string, missing: string): Message {
  return message(
    `«${written}» parece «${missing}»: si es la misma columna, añada "${written}" a sus aliases en la plantilla.`,
    `«${written}» looks like «${missing}»: if it is the same column, add "${written}" to its aliases in the plantilla.`,
  );
}

function shown(raw: string | null): string {
  if (raw === null) return '""';
  const line = raw.replace(/\s+/g, ' ');
  return line.length > SHOWN_CHARACTERS ? `"${line.slice(0, SHOWN_CHARACTERS)}…"` : `"${line}"`;
}

/** Forms of dates as Spanish speakers write them. */
function spanish(form: string): string {
  return form.replace(/y/g, 'a').replace(/Y/g, 'A');
}

function between(cycle: string, word: string): string {
  return cycle.replace('/', ` ${word} `);
}
