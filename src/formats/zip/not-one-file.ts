import { type Message, message } from '../../domain/message.ts';

/** As many as help to find the zip's mistake; a zip may have thousands. */
const MAX_NAMES = 10;
const MAX_NAME_LENGTH = 80;

export const ASK_FOR_EXCEL = message(
  'Cargue el archivo de detalle que entrega el operador, en Excel (.xlsx) o CSV.',
  "Upload the operator's detail file, as Excel (.xlsx) or CSV.",
);

/** Why a zip is not read, and what to do: the names of what it holds are shown, never used. */
export function notOneFile(zip: {
  readonly readable: readonly string[];
  readonly names: readonly string[];
}): readonly [text: Message, hint: Message] {
  const { readable, names } = zip;
  if (readable.length > 1) {
    const list = listOf(readable);
    return [
      message(
        `El zip tiene ${readable.length} archivos que se pueden leer, y una importación es de uno solo: ${list.es}`,
        `The zip has ${readable.length} files that can be read, and an import is of one only: ${list.en}`,
      ),
      message(
        'Descomprímalo y cargue cada archivo en su propia importación, con su tipo de archivo.',
        'Unzip it and upload each file to an import of its own, with its tipo de archivo.',
      ),
    ];
  }
  const list = listOf(names);
  return [
    names.length === 0
      ? message('El zip no tiene ningún archivo', 'The zip has no file in it')
      : message(
          `El zip no tiene ningún archivo de Excel ni CSV; tiene ${list.es}`,
          `The zip has no Excel file or CSV in it; it has ${list.en}`,
        ),
    ASK_FOR_EXCEL,
  ];
}

function listOf(names: readonly string[]): Message {
  const shown = names.slice(0, MAX_NAMES).map(quoted).join(', ');
  const more = names.length - MAX_NAMES;
  return more > 0 ? message(`${shown} y ${more} más`, `${shown} and ${more} more`) : message(shown, shown);
}

function quoted(name: string): string {
  const clean = name.replace(/\p{Cc}|\p{Cf}/gu, '?');
  return `"${clean.length > MAX_NAME_LENGTH ? `${clean.slice(0, MAX_NAME_LENGTH)}…` : clean}"`;
}
