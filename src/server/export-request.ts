import { CHARGE_CONCEPTS, ESTADOS, IMPORT_OUTCOMES, ROW_ISSUE_CODES, SEVERITIES } from '../domain/codes.ts';
import { RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import { DATA_SET_NAMES, type DataSetName } from '../exports/data-set.ts';
import type { ExportRequest } from '../exports/exporter.ts';
import { EXPORT_FORMATS, type ExportFormatName } from '../exports/formats/index.ts';
import { filterNames, type Place, type Selection } from '../exports/selection.ts';
import { rowId } from '../graphql/global-id.ts';

export const EXPORTS_PATH = '/exports/';

const ADDRESS = /^([a-z]{1,20})\.([a-z]{1,20})$/;

/** Undefined where the path names no export. Throws BAD_USER_INPUT for a parameter that does not do. */
export function readExportRequest(url: string): ExportRequest | undefined {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, name, ending] = ADDRESS.exec(pathname.slice(EXPORTS_PATH.length)) ?? [];
  const dataSet = DATA_SET_NAMES.find((each) => each === name);
  const format = (Object.keys(EXPORT_FORMATS) as ExportFormatName[]).find((each) => each === ending);
  if (!dataSet || !format) return undefined;
  const given = parametersOf(searchParams, dataSet);
  const { header = true, ...selection } = Object.fromEntries(
    given.map(([parameter, text]) => [parameter, PARAMETERS[parameter](text, dataSet)]),
  ) as Selection & { header?: boolean };
  return { dataSet, format, selection, header };
}

type Parameter = keyof Selection | 'header';

const MAX_LISTED = 200;
const MAX_CHARACTERS = 200;
const MAX_INT = 2 ** 31 - 1;

const PARAMETERS: Readonly<Record<Parameter, (text: string, dataSet: DataSetName) => unknown>> = {
  importId: (text) => rowId('Import', text),
  operador: listed,
  plantilla: listed,
  tipoArchivo: listed,
  periodo: (text) => listed(text).map((each) => parsePeriodo(each)),
  periodoFrom: (text) => parsePeriodo(text, ['periodoFrom']),
  periodoTo: (text) => parsePeriodo(text, ['periodoTo']),
  estado: (text) => oneOf('estado', ESTADOS, text),
  outcome: (text) => oneOf('outcome', IMPORT_OUTCOMES, text),
  from: (text) => moment('from', text),
  to: (text) => moment('to', text),
  sequenceAfter: (text) => BigInt(wholeNumber('sequenceAfter', text, /^\d{1,18}$/)),
  concept: (text) => oneOf('concept', CHARGE_CONCEPTS, text),
  linea: listed,
  severity: (text) => oneOf('severity', SEVERITIES, text),
  code: (text) => oneOf('code', ROW_ISSUE_CODES, text),
  after: placeOf,
  limit: (text) => Number(wholeNumber('limit', text, /^[1-9]\d{0,11}$/)),
  header: (text) => oneOf('header', ['true', 'false'], text).includes('true'),
};

/** Each known one once; an unknown one would quietly export more than was asked for. */
function parametersOf(given: URLSearchParams, dataSet: DataSetName): [Parameter, string][] {
  const known: Parameter[] = [...filterNames(dataSet), 'after', 'limit', 'header'];
  return [...new Set(given.keys())].map((name) => {
    const parameter = known.find((each) => each === name);
    const [text = '', ...others] = given.getAll(name);
    if (!parameter) throw refused(name, name, `uno de: ${known.join(', ')}`, `one of: ${known.join(', ')}`);
    if (others.length > 0) throw refused(name, others[0] ?? '', 'una sola vez', 'only once');
    if (text.includes('\0')) throw refused(name, '\\0', 'un texto', 'a text');
    return [parameter, text];
  });
}

function listed(text: string): readonly string[] {
  const list = text.split(',').map((each) => each.trim());
  if (list.length > MAX_LISTED || list.some((each) => each.length > MAX_CHARACTERS))
    throw refused('…', text, `hasta ${MAX_LISTED} códigos`, `up to ${MAX_LISTED} codes`);
  return list;
}

function oneOf<T extends string>(parameter: string, codes: readonly T[], text: string): readonly T[] {
  return listed(text).map((each) => {
    const code = codes.find((known) => known === each);
    if (code === undefined) {
      const list = codes.join(', ');
      throw refused(
        parameter,
        each,
        `uno o varios, con comas, de: ${list}`,
        `one or several, with commas, of: ${list}`,
      );
    }
    return code;
  });
}

const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

function moment(parameter: string, text: string): Date {
  const read = new Date(text);
  if (MOMENT.test(text) && !Number.isNaN(read.getTime())) return read;
  throw refused(
    parameter,
    text,
    'una fecha, 2026-09-30 (UTC), o un instante con zona, 2026-09-30T13:45:00Z',
    'a date, 2026-09-30 (UTC), or a moment with a zone, 2026-09-30T13:45:00Z',
  );
}

function wholeNumber(parameter: string, text: string, form: RegExp): string {
  if (form.test(text)) return text;
  throw refused(parameter, text, 'un número entero', 'a whole number');
}

const PLACE = /^(\d{1,10})(?:-(\d{1,10}))?$/;

function placeOf(text: string, dataSet: DataSetName): Place {
  const [, number, n] = PLACE.exec(text) ?? [];
  const place = { number: Number(number), n: Number(n ?? 0) };
  const fits = number !== undefined && (n === undefined) === (dataSet === 'imports');
  if (fits && place.number <= MAX_INT && place.n <= MAX_INT) return place;
  throw refused('after', text, `el cursor de una fila de ${dataSet}`, `the cursor of a row of ${dataSet}`);
}

function refused(parameter: string, text: string, es: string, en: string): RequestError {
  const shown = text.slice(0, 40);
  return new RequestError(
    'BAD_USER_INPUT',
    message(
      `${parameter}: "${shown}" no sirve; se espera ${es}`,
      `${parameter}: "${shown}" does not do; expected ${en}`,
    ),
    [parameter],
  );
}
