import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** How the numbers of a selection's parts become one. */
export interface Measure {
  /** A field's, by the number of what is selected below it. */
  ofField(field: FieldNode, below: number): number;
  together(one: number, other: number): number;
}

/** One number for a selection, its fragments unfolded; each fragment is measured once, however often it is spread. */
export function measureSelection(
  context: Pick<ValidationContext, 'getFragment'>,
  root: SelectionSetNode,
  { ofField, together }: Measure,
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
