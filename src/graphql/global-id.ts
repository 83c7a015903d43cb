import { NotFoundError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** The types that can be asked for by id, and how many whole numbers make up the key of each. */
export const NODE_KEYS = {
  Operador: 1,
  Plantilla: 1,
  TipoArchivo: 1,
  Usuario: 1,
  ApiToken: 1,
  AuditEntry: 1,
  Import: 1,
  /** importId:attempt:n */
  RowIssue: 3,
  /** importId:n */
  Charge: 2,
  /** The sequence, which exists once in an empresa. */
  ImportEvent: 1,
} as const;
export type NodeType = keyof typeof NODE_KEYS;

export interface GlobalId {
  readonly type: NodeType;
  readonly key: readonly bigint[];
}

/** No row has this id: what a malformed or foreign one stands for, where "nothing there" is the answer anyway. */
export const NO_ROW = 0;

const PLAIN = /^([A-Za-z]{1,40}):(\d{1,18}(?::\d{1,18}){0,2})$/;
const MAX_ID_CHARACTERS = 200;
/** The greatest number that a column of 32 bits takes. */
export const MAX_INT = 2n ** 31n - 1n;

/** Base64 of "Type:key": opaque to clients, the same for the same row for ever. */
export function encodeId(type: NodeType, ...key: (number | bigint)[]): string {
  return Buffer.from(`${type}:${key.join(':')}`).toString('base64');
}

/** Undefined for anything that encodeId does not write. */
export function decodeId(id: string): GlobalId | undefined {
  if (id.length > MAX_ID_CHARACTERS) return undefined;
  const match = PLAIN.exec(Buffer.from(id, 'base64').toString('latin1'));
  const type = match?.[1] as NodeType | undefined;
  if (!match || !type || !Object.hasOwn(NODE_KEYS, type)) return undefined;
  const key = (match[2] ?? '').split(':').map(BigInt);
  return key.length === NODE_KEYS[type] && encodeId(type, ...key) === id ? { type, key } : undefined;
}

/** The number of the row that an id of this type names; NO_ROW where it can name none. */
export function rowId(type: NodeType, id: string): number {
  const decoded = decodeId(id);
  const [key = 0n] = decoded?.key ?? [];
  return decoded?.type === type && key <= MAX_INT ? Number(key) : NO_ROW;
}

/** The number of an import; throws NotFoundError naming the id where it can name none. */
export function importId(id: string): number {
  const row = rowId('Import', id);
  if (row !== NO_ROW) return row;
  const shown = id.slice(0, 60);
  throw new NotFoundError(
    message(
      `No hay ninguna importación con el id "${shown}"; use un id que la API haya dado`,
      `There is no import with the id "${shown}"; use an id that the API has given`,
    ),
    ['id'],
  );
}
