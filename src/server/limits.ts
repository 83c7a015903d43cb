import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Far above what a screen asks for, far below what hurts. */
export const QUERY_LIMITS = {
  tokens: 3_000,
  depth: 15,
  aliases: 50,
  /** Rows that the nested lists of one operation may ask for together, first × first × … */
  rows: 50_000,
} as const;

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;

/** Validation rules, so that they hold for every transport and are judged once for each document. */
export const LIMIT_RULES = [limitDepth, limitAliases, limitRows];

function limitDepth(context: ValidationContext): ASTVisitor {
  return forEachOperation(context, (selections) => {
    const depth = measure(
      context,
      selections,
      (field, below) => (isIntrospection(field) ? 0 : 1 + below),
      Math.max,
    );
    return depth > QUERY_LIMITS.depth
      ? `The query is ${depth} levels deep; at most ${QUERY_LIMITS.depth} are allowed`
      : undefined;
  });
}

function limitAliases(context: ValidationContext): ASTVisitor {
  return forEachOperation(context, (selections) => {
    const aliases = measure(context, selections, (field, below) => (field.alias ? 1 : 0) + below, add);
    return aliases > QUERY_LIMITS.aliases
      ? `The query has ${aliases} aliases; at most ${QUERY_LIMITS.aliases} are allowed`
      : undefined;
  });
}

function limitRows(context: ValidationContext): ASTVisitor {
  return forEachOperation(context, (selections) => {
    const rows = measure(context, selections, rowsOf, add);
    return rows > QUERY_LIMITS.rows
      ? `The lists of the query ask for up to ${rows} rows together; at most ${QUERY_LIMITS.rows} are allowed: ask for smaller pages`
      : undefined;
  });
}

function forEachOperation(
  context: ValidationContext,
  judge: (selections: SelectionSetNode) => string | undefined,
): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const text = judge(operation.selectionSet);
      if (text !== undefined) {
        context.reportError(
          new GraphQLError(text, { nodes: operation, extensions: { code: 'QUERY_TOO_COMPLEX' } }),
        );
      }
      return false;
    },
  };
}

/** One number for a selection: each field's, by the number of what is below it, added up; each fragment measured once. */
function measure(
  context: ValidationContext,
  root: SelectionSetNode,
  ofField: (field: FieldNode, below: number) => number,
  together: (one: number, other: number) => number,
): number {
  const known = new Map<FragmentDefinitionNode, number>();
  const ofSelections = ({ selections }: SelectionSetNode): number =>
    selections.map(ofSelection).reduce((one, other) => together(one, other), 0);
  const ofSelection = (selection: SelectionNode): number => {
    switch (selection.kind) {
      case Kind.FIELD:
        return ofField(selection, selection.selectionSet ? ofSelections(selection.selectionSet) : 0);
      case Kind.INLINE_FRAGMENT:
        return ofSelections(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return ofFragment(context.getFragment(selection.name.value));
      default:
        return selection satisfies never;
    }
  };
  const ofFragment = (fragment: FragmentDefinitionNode | null | undefined): number => {
    if (!fragment) return 0;
    // A circle of fragments counts as nothing here: it is refused by a rule of its own.
    if (!known.has(fragment)) {
      known.set(fragment, 0);
      known.set(fragment, ofSelections(fragment.selectionSet));
    }
    return known.get(fragment) ?? 0;
  };
  return ofSelections(root);
}

function rowsOf(field: FieldNode, below: number): number {
  const page = pageOf(field);
  return page === undefined ? below : page * (1 + below);
}

/** Undefined for a field that is no list. A variable may hold the most that is allowed. */
function pageOf({ name, arguments: given = [], selectionSet }: FieldNode): number | undefined {
  const first = given.find((argument) => argument.name.value === 'first' || argument.name.value === 'last');
  if (first?.value.kind === Kind.INT) return Math.min(Number(first.value.value), MAX_FIRST);
  if (first) return MAX_FIRST;
  return LISTS.has(name.value) && selectionSet ? DEFAULT_FIRST : undefined;
}

const LISTS = new Set(['imports', 'issues', 'charges', 'events']);

function isIntrospection({ name }: FieldNode): boolean {
  return name.value.startsWith('__');
}

function add(one: number, other: number): number {
  return one + other;
}
