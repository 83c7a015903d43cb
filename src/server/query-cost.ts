import {
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;
/** What is taken for the length of a list that is not asked for page by page, such as operadores. */
const SHORT_LIST = 10;

/** In fields that come with their row. */
const FIELD_COST = 1;
/** A statement of its own. */
const STATEMENT_COST = 10;
/** Counting may look at every row. */
const COUNT_COST = 100;
/** The head of a file is read. */
const FILE_COST = 1_000;
/** Deliberately slow, so that nobody guesses contraseñas: few in one operation. */
const CONTRASENA_COST = 100_000;

const COSTS: ReadonlyMap<string, number> = new Map([
  ['totalCount', COUNT_COST],
  ['importCounts', COUNT_COST],
  ['importCountsChanged', COUNT_COST],
  ['issueCounts', STATEMENT_COST],
  ['monthBefore', COUNT_COST],
  ['previewImport', FILE_COST],
  ['login', CONTRASENA_COST],
  ['refreshSession', FILE_COST],
  ['changeContrasena', CONTRASENA_COST],
  ['setContrasena', CONTRASENA_COST],
  ['saveUsuario', CONTRASENA_COST],
]);

/** The names of the fields that give lists: by pages, and short ones. */
export interface ListFields {
  readonly pages: ReadonlySet<string>;
  readonly short: ReadonlySet<string>;
}

/** By name and not by type: an operation is measured before it is known to be valid. */
export function listFieldsOf(schema: GraphQLSchema): ListFields {
  const pages = new Set<string>();
  const short = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (isConnection(field.type)) pages.add(field.name);
      else if (!type.name.endsWith('Connection') && isListOfObjects(field.type)) short.add(field.name);
    }
  }
  return { pages, short };
}

/** Rows that the field's pages may give, with the rows below each. */
export function rowsOf(lists: ListFields, field: FieldNode, below: number): number {
  const page = pageOf(lists, field);
  return page === undefined ? below : page * (1 + below);
}

/** What answering the field may cost, with what is below it as often as it may come. */
export function costOf(lists: ListFields, field: FieldNode, below: number): number {
  const { name } = field;
  if (name.value.startsWith('__')) return FIELD_COST;
  const page = pageOf(lists, field);
  const own = COSTS.get(name.value) ?? (page === undefined ? FIELD_COST : STATEMENT_COST);
  return own + below * (page ?? (lists.short.has(name.value) ? SHORT_LIST : 1));
}

/** Undefined for a field that gives no pages. A variable may hold the most that is allowed. */
function pageOf({ pages }: ListFields, field: FieldNode): number | undefined {
  const { name, arguments: given = [], selectionSet } = field;
  const first = given.find((argument) => argument.name.value === 'first' || argument.name.value === 'last');
  if (first?.value.kind === Kind.INT) return Math.min(Number(first.value.value), MAX_FIRST);
  if (first) return MAX_FIRST;
  return pages.has(name.value) && selectionSet ? DEFAULT_FIRST : undefined;
}

function isConnection(type: GraphQLOutputType): boolean {
  return String(type).replace('!', '').endsWith('Connection');
}

function isListOfObjects(type: GraphQLOutputType): boolean {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (!isListType(bare)) return false;
  return isObjectType(isNonNullType(bare.ofType) ? bare.ofType.ofType : bare.ofType);
}
