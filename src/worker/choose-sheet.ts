import { ImportFailedError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { OpenFile } from '../domain/row.ts';
import type { Definition } from '../plantillas/definition.ts';
import {
  findHeader,
  type HeaderMatch,
  type HeaderMiss,
  headRows,
  noHeaderFailure,
  sheetMatches,
} from '../plantillas/find-header.ts';
import { readHead } from './read-head.ts';

export interface ChosenSheet {
  readonly index: number;
  readonly name: string | null;
  readonly header: HeaderMatch;
}

export interface SheetWanted {
  readonly definition: Definition;
  readonly tipoArchivo: string;
  /** The sheet that the user named, a hidden one too; undefined: the visible one whose header matches. */
  readonly sheet: string | undefined;
}

/**
 * The sheet to read and where its header is. Throws ImportFailedError NO_HEADER where no sheet has it, and
 * SEVERAL_SHEETS where more than one has and the definition's sheet names do not leave a single one; both list the sheets.
 */
export function chooseSheet(file: OpenFile, wanted: SheetWanted): ChosenSheet {
  const { definition, tipoArchivo } = wanted;
  const rows = headRows(definition, tipoArchivo);
  const matches: ChosenSheet[] = [];
  const misses: { sheet: string | null; miss: HeaderMiss }[] = [];
  const candidates = candidateSheets(file, wanted.sheet);
  if (candidates === undefined) throw noSuchSheet(file, wanted.sheet ?? '');
  for (const index of candidates) {
    const name = file.sheets[index]?.name ?? null;
    const header = findHeader(definition, tipoArchivo, readHead(file, index, rows));
    if (header.found) matches.push({ index, name, header });
    else misses.push({ sheet: name, miss: header });
  }
  const named = matches.filter(({ name }) => sheetMatches(definition, tipoArchivo, name));
  const [chosen, another] = named.length > 0 ? named : matches;
  if (chosen === undefined) throw noHeader(file, noHeaderFailure(definition, tipoArchivo, misses));
  if (another !== undefined) throw severalSheets(named.length > 0 ? named : matches);
  return chosen;
}

/** The visible sheets, or the one that is named, a hidden one too; undefined where that one is not there. */
export function candidateSheets(file: OpenFile, sheet: string | undefined): number[] | undefined {
  const all = [...file.sheets.keys()];
  if (sheet === undefined) return all.filter((index) => file.sheets[index]?.hidden === false);
  const found = all.filter((index) => isNamed(file.sheets[index]?.name, sheet));
  return found.length > 0 ? found : undefined;
}

/** Excel takes no two sheets whose names differ in case only. A CSV's only sheet has no name: any name means it. */
function isNamed(name: string | null | undefined, wanted: string): boolean {
  return name === null || name?.trim().toLowerCase() === wanted.trim().toLowerCase();
}

/** The failure with every sheet of the file: a hidden one may be the one to name. */
function noHeader(file: OpenFile, failure: ImportFailedError): ImportFailedError {
  const sheets = sheetNames(file);
  if (sheets.length === 0) return failure;
  return new ImportFailedError(failure.code, failure.text, { ...failure.details, sheets });
}

function noSuchSheet(file: OpenFile, sheet: string): ImportFailedError {
  const sheets = sheetNames(file);
  const list = sheets.map((name) => `"${name}"`).join(', ');
  return new ImportFailedError(
    'NO_HEADER',
    message(
      `El archivo no tiene una hoja "${sheet}"; tiene ${list}`,
      `The file has no sheet "${sheet}"; it has ${list}`,
    ),
    {
      hint: message(
        'Elija una de las hojas del archivo, o ninguna para que se busque la cabecera en todas.',
        "Choose one of the file's sheets, or none to have the header looked for on all of them.",
      ),
      sheets,
    },
  );
}

function severalSheets(found: readonly ChosenSheet[]): ImportFailedError {
  const sheets = found.flatMap(({ name }) => (name === null ? [] : [name]));
  const list = sheets.map((name) => `"${name}"`).join(', ');
  return new ImportFailedError(
    'SEVERAL_SHEETS',
    message(
      `Varias hojas tienen la cabecera de la plantilla: ${list}`,
      `Several sheets have the plantilla's header: ${list}`,
    ),
    {
      hint: message(
        'Diga cuál se importa con el argumento sheet, o nómbrela en la plantilla.',
        'Say which one is to be imported with the argument sheet, or name it in the plantilla.',
      ),
      sheets,
    },
  );
}

export function sheetNames(file: OpenFile): string[] {
  return file.sheets.flatMap(({ name }) => (name === null ? [] : [name]));
}
