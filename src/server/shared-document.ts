import { type DocumentNode, getOperationAST, Kind, print, visit } from 'graphql';

interface Known {
  readonly text: string;
  /** The variables that make a difference to those who share its answers. */
  readonly variables: readonly string[];
}

/** What a root field of a subscription is given that concerns its beginning only: where the subscriber was. */
const OF_THE_BEGINNING = 'after';

const known = new WeakMap<DocumentNode, Map<string | undefined, Known>>();

/** Equal for two subscriptions whose every answer is the same, if both may see the same. */
export function operationKey(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): string {
  const { text, variables: names } = analysed(document, operationName);
  return JSON.stringify([text, operationName, names.map((name) => [name, variables[name]])]);
}

function analysed(document: DocumentNode, operationName: string | undefined): Known {
  const ofDocument = known.get(document) ?? new Map<string | undefined, Known>();
  known.set(document, ofDocument);
  const before = ofDocument.get(operationName);
  if (before) return before;
  const operation = getOperationAST(document, operationName);
  const names = (operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const after = variableOfTheBeginning(document, operationName);
  const found = {
    text: document.loc?.source.body ?? print(document),
    variables: names.filter((name) => name !== after).sort(),
  };
  ofDocument.set(operationName, found);
  return found;
}

/** The variable that says where the subscriber was, where it says nothing else. */
function variableOfTheBeginning(
  document: DocumentNode,
  operationName: string | undefined,
): string | undefined {
  const [root] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  if (root?.kind !== Kind.FIELD) return undefined;
  const after = root.arguments?.find(({ name }) => name.value === OF_THE_BEGINNING)?.value;
  if (after?.kind !== Kind.VARIABLE) return undefined;
  const name = after.name.value;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === name) uses += 1;
    },
  });
  return uses === 1 ? name : undefined;
}
